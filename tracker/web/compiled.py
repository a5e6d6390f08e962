"""Templates as Python's own code, kept in the data folder: turning them into that takes longer than a page."""

import contextlib
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from tracker.private import private_folder


class CompiledTemplates(FileSystemBytecodeCache):
    """One file a template, for their owner alone, as what stands in them is run. Jinja takes one only where it was made
    from the same text by the same version; what cannot be read or written is made anew each time."""

    def __init__(self, folder: Path):
        with contextlib.suppress(OSError):
            private_folder(folder)
        super().__init__(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:
            # A file cut short by a power cut ends in whatever its reader makes of it.
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)
