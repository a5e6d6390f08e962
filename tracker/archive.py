"""Bodies as they came, gzipped under their SHA-256 below the data folder."""

import gzip
import hashlib
import os
from pathlib import Path

from tracker.errors import StorageError


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
            file.write(gzip.compress(body, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise StorageError(
            f"cannot keep a feed body in {path.parent}: {error.strerror}; nothing of it was stored"
        ) from error
    return sha, relative


def read(folder: Path, relative: str) -> bytes:
    try:
        return gzip.decompress((folder / relative).read_bytes())
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise StorageError(f"archived body {folder / relative} cannot be read: {error}") from error
