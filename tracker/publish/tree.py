"""Versions of the published site on disk, and the one step that puts a new one in the old one's place.

`DIR` is a symbolic link to one of two folders in `.DIR.versions`. A new version is written into the one that readers
do not see, then the link is replaced, which is one atomic step. No file is ever written in place: the folders share
what did not change as hard links.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker.errors import PublishError

_NAMES = ("a", "b")
# File name, below the folder of the site, to SHA-256 and size.
Listing = dict[str, tuple[str, int]]
MEDIA = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "atom": "application/atom+xml; charset=utf-8", "xml": "application/xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8", "csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml", "md": "text/markdown; charset=utf-8", "pdf": "application/pdf",
    "db": "application/vnd.sqlite3",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def media(file: str) -> str:
    return MEDIA.get(file.rsplit(".", 1)[-1], "application/octet-stream")


class Tree:
    """The two versions of one published folder. Raises PublishError where `out` is something else already."""

    def __init__(self, out: Path):
        self.out = out.absolute()
        self.folder = self.out.parent / f".{self.out.name}.versions"
        link = os.readlink(self.out) if self.out.is_symlink() else None
        self.live = link.rsplit("/", 1)[-1] if link and link.startswith(f"{self.folder.name}/") else None
        if self.live is None and not _free(self.out):
            raise PublishError(
                f"{out} is there already and was not written by `publish`; name another folder, or remove it first"
            )
        self.next = next(n for n in _NAMES if n != self.live)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Raises PublishError while another process publishes to the same folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PublishError(f"another process is publishing to {self.out}; wait for it") from None
            yield

    def path(self, name: str) -> Path:
        return self.folder / name

    def read_state(self, name: str | None) -> dict[str, Any]:
        """What was noted of a version when it was complete; {} for one that never was."""
        if name is None:
            return {}
        try:
            found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            return found
        except (OSError, ValueError):
            return {}

    def begin(self) -> Listing:
        """Open the version that readers do not see for writing; returns the files that it holds already."""
        held = listing(self.read_state(self.next))
        # From here on it is unfinished: a process that dies leaves a folder that the next run builds anew.
        (self.folder / f"{self.next}.json").unlink(missing_ok=True)
        if not held:
            shutil.rmtree(self.path(self.next), ignore_errors=True)
        self.path(self.next).mkdir(exist_ok=True)
        folder = self.path(self.next)
        return {f: found for f, found in held.items() if has(folder, f, found[1])}

    def share(self, files: Mapping[str, tuple[str, int]], held: Listing) -> None:
        """Take these files over from the version that readers see, unless the new one has them."""
        assert self.live is not None
        live, new = self.path(self.live), self.path(self.next)
        for file, found in files.items():
            if held.get(file) != found:
                to = new / file
                to.unlink(missing_ok=True)
                try:
                    os.link(live / file, to)
                except FileNotFoundError:
                    to.parent.mkdir(parents=True, exist_ok=True)
                    os.link(live / file, to)

    def drop(self, files: set[str]) -> None:
        """Delete files, and the folders that they leave empty."""
        for file in files:
            path = self.path(self.next) / file
            path.unlink(missing_ok=True)
            for folder in path.parents:
                if folder == self.path(self.next):
                    break
                try:
                    folder.rmdir()
                except OSError:
                    break

    def finish(self, state: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
        """Note what the new version holds, then show it to readers in one step."""
        _write_json(self.folder / f"{self.next}.json", state)
        _write_json(self.folder / "changes.json", changes)
        if self.live is None and self.out.is_dir():
            self.out.rmdir()
        link = self.folder / "link"
        link.unlink(missing_ok=True)
        os.symlink(f"{self.folder.name}/{self.next}", link)
        # A relative link names its target from where it stands, which is one folder up once it is renamed.
        os.replace(link, self.out)


def _free(path: Path) -> bool:
    """Nothing is there, or an empty folder."""
    if path.is_symlink() or not path.exists():
        return not path.is_symlink()
    return path.is_dir() and not any(path.iterdir())


def listing(state: Mapping[str, Any]) -> Listing:
    """All files of a version."""
    items = state.get("items", {}).values()
    return {file: (sha, size) for item in items for file, (sha, size) in item["files"].items()}


def has(folder: Path, file: str, size: int) -> bool:
    try:
        # Asked of each file of the site: a Path of each would cost more than the question.
        return os.stat(f"{folder}/{file}").st_size == size
    except OSError:
        return False


def put(folder: Path, seen: Path | None, file: str, body: bytes | Path) -> tuple[str, int]:
    """Make `file` below `folder` hold these bytes; returns their SHA-256 and size. A file that is right already is left
    alone, one that readers see with the same bytes (below `seen`) is shared."""
    path = folder / file
    sha, size = _sha(body), body.stat().st_size if isinstance(body, Path) else len(body)
    if has(folder, file, size) and _sha(path) == sha:
        return sha, size
    if seen is None and isinstance(body, bytes) and _new(path, body):
        return sha, size
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    if seen and has(seen, file, size) and _sha(seen / file) == sha:
        os.link(seen / file, part)
    elif isinstance(body, Path):
        shutil.move(body, part)
    else:
        part.write_bytes(body)
    os.replace(part, path)
    return sha, size


def _new(path: Path, body: bytes) -> bool:
    """Write a file that is not there; False where it is. A first version is nobody's until it is whole, so a file
    of it may be seen half written."""
    name = str(path)
    for _ in range(2):
        try:
            with open(name, "xb", buffering=0) as file:
                return file.write(body) == len(body)
        except FileExistsError:
            return False
        except FileNotFoundError:
            os.makedirs(os.path.dirname(name), exist_ok=True)
    return False


def _sha(body: bytes | Path) -> str:
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    with open(body, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    os.replace(part, path)
