"""Whether reading the register again would bring what the last reading brought: a mark of all that goes into it."""

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

from tracker.config import ROOT, Config

_CODE = ROOT / "tracker"


def register_mark(config: Config) -> str:
    """32 hexadecimal digits of the bytes of every register file, of the courts, and of the tracker's own code: what an
    order means is written in all three. Empty where one of them cannot be read, which reading the register then says.

    Take it before the files are read: what is changed meanwhile makes the mark too old, never too new.
    """
    hashed = hashlib.blake2b(sys.version.encode(), digest_size=16)
    folders = [config.register_dir / kind for kind in ("cases", "flows")]
    if not all(folder.is_dir() for folder in folders):
        return ""
    try:
        for file in (*_within(folders), config.courts_file, *_known_courts(), *sorted(_CODE.rglob("*.py"))):
            body = file.read_bytes()
            hashed.update(f"{file.parent.name}/{file.name} {len(body)}\n".encode("utf-8", "surrogateescape"))
            hashed.update(body)
    except OSError:
        return ""
    return hashed.hexdigest()


def _within(folders: list[Path]) -> list[Path]:
    return [file for folder in folders for file in sorted(folder.iterdir()) if not file.name.startswith(".")]


def _known_courts() -> list[Path]:
    spec = find_spec("courts_db")
    return [Path(folder) / "data" / "courts.json" for folder in (spec and spec.submodule_search_locations) or ()]
