"""What hundreds of tests would each make again, made once a process: compiled templates, compiled addresses, empty and
small databases. What a test gets is what the program would have made."""

import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from tracker.private import private_folder
from tracker.storage.store import open_store

_FOLDER = tempfile.TemporaryDirectory(prefix="tracker-tests-")
_compile_builder: Callable[..., Any] = Rule._compile_builder
_builders: dict[tuple[Any, ...], FunctionType] = {}


class KeptTemplates(BytecodeCache):
    """Jinja's code by the hash of template and environment, for every app of this process."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self.code.get(f"{bucket.key}:{bucket.checksum}"):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[f"{bucket.key}:{bucket.checksum}"] = bucket.bytecode_to_string()


TEMPLATES = KeptTemplates()


def _kept_builder(rule: Rule, append_unknown: bool = True) -> FunctionType:
    """Werkzeug writes, for each address of each app, a function that depends on the address's words alone."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def keep_addresses() -> None:
    Rule._compile_builder = _kept_builder  # type: ignore[assignment, method-assign]


def put_database(path: Path, fill: Callable[[Path], None]) -> None:
    """The database that `fill` makes at a path, made once and copied to this one. `fill` closes what it opens."""
    private_folder(path.parent)
    shutil.copy(_made(fill), path)


def keep_folder(name: str) -> Path:
    """A folder of this process for what is made once and copied; it ends with the process."""
    folder = Path(_FOLDER.name) / name
    folder.mkdir()
    return folder


@cache
def _made(fill: Callable[[Path], None]) -> Path:
    path = Path(_FOLDER.name) / f"{fill.__module__}.{fill.__qualname__}.db"
    fill(path)
    return path


def empty(path: Path) -> None:
    open_store(path).close()
