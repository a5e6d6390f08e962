"""Folders and files that hold addresses, words withheld, or keys: for their owner alone, from their first moment."""

import contextlib
import os
from pathlib import Path


def private_folder(folder: Path) -> None:
    """Make the folder, if it is not there, so that only its owner may look into it. Raises OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """An empty file that only its owner reads, unless there is one. Raises OSError."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
