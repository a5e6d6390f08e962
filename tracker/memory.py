"""The memory of a process: how often Python looks for what nothing uses, and what glibc keeps of what was freed."""

import ctypes
import gc
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# Thresholds of `gc`. While the program itself is read a look would find nothing.
SELDOM = (100_000, 50, 50)
_WRITING = (50_000, 20, 50)
# Pages leave nothing that only such a look would find, and hold a few thousand objects while they are made: a look at
# each 700 of these took half a millisecond of every page, and up to three of one in ten. A look through all that has
# stayed takes as long as a page, so one in some thousand pays for it.
_SERVING = (5_000, 3, 50)
# Bytes from which on a piece of memory stands alone, and goes back to the machine at once.
_LARGE = 256 * 1024
# What was freed is given back after so many bytes of growth, which is looked at every so many seconds.
_GROWN, _LOOK_EVERY = 4 << 20, 1.0
_PAGE = resource.getpagesize()


def settle(looks: tuple[int, int, int] = _SERVING) -> None:
    """What is in memory now stays: no look for what nothing uses goes through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*looks)


def settle_to_write() -> None:
    """Look for garbage seldom: pages leave little, and each look goes through the whole law and the kept records."""
    settle(_WRITING)


@contextmanager
def few_collections() -> Iterator[None]:
    """The same while the block runs."""
    old = gc.get_threshold()
    settle_to_write()
    try:
        yield
    finally:
        gc.set_threshold(*old)
        gc.unfreeze()


def share() -> None:
    """Let glibc's threads share two pools of memory: with one each, a busy site holds a quarter more than it uses. And
    let what is large stand alone: else, once one such piece was freed, the next go among the small ones, and the
    machine gets back neither."""
    _glibc("mallopt", -8, 2)  # M_ARENA_MAX
    _glibc("mallopt", -3, _LARGE)  # M_MMAP_THRESHOLD


def give_back() -> None:
    """Let the machine have again what a round freed. glibc keeps it else, and a round that ties the papers of a large
    case for a moment needs tens of megabytes."""
    _glibc("malloc_trim", 0)


class Returns(threading.Thread):
    """Gives back what was freed whenever the process has grown by some megabytes since the last time."""

    def __init__(self, every: float = _LOOK_EVERY):
        super().__init__(daemon=True, name="returns")
        self._every, self._over = every, threading.Event()

    def run(self) -> None:
        held = resident()
        while held and not self._over.wait(self._every):
            if resident() > held + _GROWN:
                give_back()
                held = resident()

    def stop(self) -> None:
        self._over.set()


def resident() -> int:
    """Bytes that this process holds in memory; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _glibc(name: str, *values: int) -> None:
    # Another C library has none of these, and needs none.
    with suppress(OSError, AttributeError, TypeError):
        getattr(ctypes.CDLL(None), name)(*values)
