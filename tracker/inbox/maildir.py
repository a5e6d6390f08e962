"""A Maildir on disk (`new`, `cur`; flags after `:2,` in the name). Reads and renames; makes and deletes no message."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from tracker.errors import InboxError
from tracker.inbox import Waiting

_INFO = ":2,"


class MaildirBox:
    """Raises InboxError when the folder is no Maildir or cannot be read.

    named: what the folder is called towards the operator. A programme that only delivers may make no `cur`; it is made
    with the first mark.
    """

    def __init__(self, folder: Path, named: str = "the folder in TRACKER_MAILDIR"):
        self.folder = folder
        if not (folder / "new").is_dir():
            raise InboxError(f"{named} is no Maildir: it has no folder new")

    def waiting(self, limit: int) -> list[Waiting]:
        return self._listed(lambda place, flags: place == "new" or "S" not in flags, limit)

    def everything(self) -> list[Waiting]:
        """All messages, read or not, oldest first."""
        return self._listed(lambda place, flags: True, None)

    def held(self, limit: int) -> list[Waiting]:
        return self._listed(lambda place, flags: place == "cur" and "F" in flags, limit)

    def read(self, key: str) -> bytes:
        try:
            return (self.folder / key).read_bytes()
        except OSError as error:
            raise InboxError(f"a message of the Maildir cannot be read ({error.strerror})") from None

    def stored(self, key: str) -> None:
        self._mark(key, add="S", drop="F")

    def passed(self, key: str) -> None:
        self._mark(key, add="S")

    def hold(self, key: str) -> None:
        self._mark(key, add="FS")

    def close(self) -> None:
        pass

    def _listed(self, wanted: Callable[[str, str], bool], limit: int | None) -> list[Waiting]:
        found: list[tuple[float, Waiting]] = []
        try:
            for place in filter(lambda part: (self.folder / part).is_dir(), ("new", "cur")):
                with os.scandir(self.folder / place) as entries:
                    for entry in entries:
                        flags = entry.name.partition(_INFO)[2]
                        if entry.name.startswith(".") or not entry.is_file() or not wanted(place, flags):
                            continue
                        stat = entry.stat()
                        found.append((stat.st_mtime, Waiting(f"{place}/{entry.name}", stat.st_size)))
        except OSError as error:
            raise InboxError(f"the Maildir cannot be read ({error.strerror})") from None
        return [waiting for _, waiting in sorted(found, key=lambda pair: (pair[0], pair[1].key))[:limit]]

    def _mark(self, key: str, *, add: Iterable[str], drop: Iterable[str] = ()) -> None:
        name, _, flags = key.partition("/")[2].partition(_INFO)
        # Flags stand in alphabetical order.
        kept = "".join(sorted(({*flags} | {*add}) - {*drop}))
        try:
            (self.folder / "cur").mkdir(exist_ok=True)
            os.rename(self.folder / key, self.folder / "cur" / f"{name}{_INFO}{kept}")
        except OSError as error:
            raise InboxError(f"a message of the Maildir cannot be marked ({error.strerror})") from None
