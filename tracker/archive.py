"""Bodies as they came, gzipped under their SHA-256 below the data folder."""

import gzip
import hashlib
import os
from pathlib import Path

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
    relative = f"{feed_id}/{sha}.gz"
    path = folder / relative
    if path.exists():
        return sha, relative
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
    return sha, relative


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
