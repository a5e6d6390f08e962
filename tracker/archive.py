"""Bodies as they came, gzipped under their SHA-256 below the data folder."""

import gzip
import hashlib
import os
from pathlib import Path
from threading import Thread

from tracker.errors import StorageError

# The last per cent of a body's size would cost twice the time.
LEVEL = 6


def body_sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def keep(folder: Path, feed_id: str, body: bytes) -> tuple[str, str]:
    """Write `body` once; returns (sha, path relative to `folder`). The file is complete before it has its name.

    Raises StorageError when the folder cannot be written.
    """
    sha = body_sha(body)
    relative = _place(feed_id, sha)
    _write(folder / relative, sha, body)
    return sha, relative


class Keeping:
    """A body that goes to the disk in a thread of its own, so that packing it and the disk's confirmation take no time
    from whoever reads it meanwhile. It is there when `wait` has returned, and must not be cited by what is committed
    before. sha: of the body, known to the caller."""

    def __init__(self, folder: Path, feed_id: str, body: bytes, sha: str):
        self.sha, self.path = sha, _place(feed_id, sha)
        self._failed: Exception | None = None
        self._thread = Thread(target=self._work, args=(folder / self.path, body), name="archive")
        self._thread.start()

    def _work(self, path: Path, body: bytes) -> None:
        try:
            _write(path, self.sha, body)
        except Exception as error:
            # Whatever it is, the caller must hear of it and commit nothing.
            self._failed = error

    def wait(self) -> None:
        """Raises StorageError when the folder cannot be written."""
        self._thread.join()
        if self._failed:
            raise self._failed


def _place(feed_id: str, sha: str) -> str:
    return f"{feed_id}/{sha}.gz"


def _write(path: Path, sha: str, body: bytes) -> None:
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The process id keeps two writers of the same body apart.
        part = path.with_name(f"{sha}.{os.getpid()}.part")
        with open(part, "wb") as file:
            file.write(gzip.compress(body, LEVEL, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise StorageError(
            f"cannot keep a feed body in {path.parent}: {error.strerror}; nothing of it was stored"
        ) from error


def sweep(folder: Path) -> int:
    """Remove what writers that died half way left behind; returns how many files. For the start of a process: a file
    of a writer that still runs is let be, unless it has this process's own number, which then is an old one's."""
    swept = 0
    for part in folder.glob("*/*.part"):
        writer = part.name.split(".")[-2]
        if writer == str(os.getpid()) or not (writer.isdigit() and _runs(int(writer))):
            part.unlink(missing_ok=True)
            swept += 1
    return swept


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        # Somebody else's process: it is there.
        return True
    return True


def read(folder: Path, relative: str) -> bytes:
    try:
        return gzip.decompress((folder / relative).read_bytes())
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise StorageError(f"archived body {folder / relative} cannot be read: {error}") from error
