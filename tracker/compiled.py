"""The tagger as machine code, where somebody built it with `make fast`; where nobody did, nothing changes.

Owns building the tagger's modules into `build/fast` and putting them before the plain ones. Refuses modules that were
built from other sources or for another Python, or that this machine cannot load: then the plain ones are used. Nothing
but `python -m tracker` and the bench asks for them, so that tests read the plain ones, which are the reference.
"""

import hashlib
import importlib
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "fast"
# `patterns` and `evaluate` are left as they are: one works while rules are loaded, the other never on a server.
MODULES = (
    "apart", "asks", "bound", "conditions", "kinds", "numbers", "parts", "prepare", "readings", "regions", "resolve",
    "rules", "rulings", "scan", "settle", "short_types", "tagger", "titles",
)  # fmt: skip
# mypyc puts the code of all modules into one library of this name.
LIBRARY = "tagger__mypyc"
_STAMP = "sources.sha256"
_SETUP = """
from setuptools import setup
from mypyc.build import mypycify
made = mypycify({files!r}, opt_level={level!r}, debug_level="0", group_name="tagger", target_dir={written!r})
setup(name="tagger", packages=[], py_modules=[], ext_modules=made)
"""


def fingerprint() -> str:
    """SHA-256 of this Python and of all sources that the compiled modules were made from or know the shape of."""
    told = hashlib.sha256(sys.version.encode())
    shapes = [ROOT / "tracker" / f"{name}.py" for name in ("models", "vocab", "errors")]
    for file in [*shapes, *sorted((ROOT / "tracker" / "tagging").glob("*.py"))]:
        told.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return told.hexdigest()


def is_built(folder: Path = FOLDER) -> bool:
    """Whether compiled modules lie in `folder` and are those of the sources as they stand."""
    try:
        return (folder / _STAMP).read_text(encoding="ascii") == fingerprint()
    except (OSError, ValueError):
        return False


def use(folder: Path = FOLDER) -> None:
    """Take the compiled modules from now on, if they can be used; whether, is looked up when the tagger is first asked
    for, because most commands never do.
    """
    sys.meta_path.insert(0, _Finder(folder))


class _Finder(MetaPathFinder):
    """Finds the compiled modules, and their library, before Python looks for the plain ones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._usable: bool | None = None

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == LIBRARY:
            return self._spec(fullname, LIBRARY)
        package, _, name = fullname.rpartition(".")
        if package != "tracker.tagging" or name not in MODULES or not self._is_usable():
            return None
        return self._spec(fullname, f"tracker/tagging/{name}")

    def _is_usable(self) -> bool:
        if self._usable is None:
            self._usable = is_built(self._folder) and self._loads()
        return self._usable

    def _loads(self) -> bool:
        try:
            importlib.import_module(LIBRARY)
        except ImportError:
            return False
        return all(self._spec(f"tracker.tagging.{name}", f"tracker/tagging/{name}") for name in MODULES)

    def _spec(self, fullname: str, place: str) -> ModuleSpec | None:
        for suffix in EXTENSION_SUFFIXES:
            file = self._folder / f"{place}{suffix}"
            if file.exists():
                return spec_from_file_location(fullname, file)
        return None


def build(folder: Path = FOLDER, level: str = "2") -> str | None:
    """Compile into `folder`, which is replaced only by modules that were built whole. None, or why it failed.

    level: of the C compiler, "0" to "3". With "0" it takes half the time, and the modules give the same answers later.
    """
    import shutil
    import subprocess
    import tempfile

    folder.parent.mkdir(parents=True, exist_ok=True)
    before = fingerprint()
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        new, written = Path(made) / "fast", str(Path(made) / "c")
        files = [f"tracker/tagging/{name}.py" for name in MODULES]
        command = [sys.executable, "-c", _SETUP.format(files=files, written=written, level=level), "-q", "build_ext"]
        places = ["--build-lib", str(new), "--build-temp", str(Path(made) / "o")]
        done = subprocess.run([*command, *places], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            return (done.stderr.strip() or done.stdout.strip()).splitlines()[-1]
        if fingerprint() != before:
            return "the sources changed meanwhile; once more, please"
        (new / _STAMP).write_text(before, encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    return None


if __name__ == "__main__":
    failed = build(level=sys.argv[1] if len(sys.argv) > 1 else "2")
    if failed:
        sys.exit(f"the tagger was not compiled: {failed}\nIt works as before; a C compiler (gcc) is needed for this.")
    sys.stdout.write(f"compiled into {FOLDER}; `python -m tracker` uses it until the tagger's sources change\n")
