"""Zip packages (Word, Excel) whose bytes depend on their content alone."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator

# The earliest day that a zip can hold; a time of writing would make every file another.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TOGETHER = 1 << 16  # bytes handed to the packer at a time: ten thousand short pieces cost more than their packing
Change = Callable[[bytes], Iterable[bytes]]


def repack(package: bytes, changes: dict[str, Change] | None = None) -> bytes:
    """The package with its parts in the same order, without times of writing; `changes` rewrites parts by name and
    may yield them piece by piece. Relations that are rewritten come last: what they relate is written by then."""
    changes = changes or {}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda n: n in changes and n.endswith(".rels")):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            change = changes.get(name)
            with new.open(info, "w", force_zip64=False) as part:
                for block in _blocks(change(old.read(name)) if change else (old.read(name),)):
                    part.write(block)
    return out.getvalue()


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= _TOGETHER:
            yield bytes(held)
            held.clear()
    yield bytes(held)
