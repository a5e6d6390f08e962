"""What a process gives back of its memory, and how it knows."""

import subprocess
import sys
import threading
import time

import pytest

from tests.conftest import ROOT
from tracker import memory

# Many pieces too small to stand alone, with one that stays behind them: glibc keeps all of it.
_GROWS = """
import sys, time
from tracker import memory
memory.share()
returns = memory.Returns(0.05)
if sys.argv[1] == "returns":
    returns.start()
before = memory.resident()
held = [bytearray(100_000) for _ in range(600)]
stays = [bytearray(1_000) for _ in range(600)]
time.sleep(0.3)
most = memory.resident()
del held
held = [bytearray(100) for _ in range(100)]
stays += [bytearray(20_000_000)]
stays[-1][::4096] = bytes(len(range(0, 20_000_000, 4096)))  # it grows once more, so that it is looked at
time.sleep(0.5)
returns.stop()
print(most - before, memory.resident() - before - 20_000_000)
"""


def grown(how: str) -> tuple[int, int]:
    done = subprocess.run([sys.executable, "-c", _GROWS, how], cwd=ROOT, check=True, capture_output=True, text=True)
    most, left = done.stdout.split()
    return int(most), int(left)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is asked to give back")
def test_what_was_freed_goes_back_to_the_machine_while_the_site_runs() -> None:
    most, left = grown("returns")
    kept = grown("never")[1]
    assert most > 55_000_000 and left < 10_000_000 and kept > 40_000_000


def test_where_the_system_does_not_tell_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "resident", lambda: 0)
    monkeypatch.setattr(memory, "give_back", lambda: pytest.fail("nothing was known"))
    returns = memory.Returns(0.001)
    returns.start()
    returns.join(5)
    assert not returns.is_alive()


def test_it_is_given_back_only_after_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, given, over = iter([100 << 20, 101 << 20, 103 << 20, 105 << 20, 102 << 20, 103 << 20]), [], threading.Event()

    def size() -> int:
        if (found := next(sizes, None)) is None:
            over.set()
            return 103 << 20
        return found

    monkeypatch.setattr(memory, "resident", size)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(time.monotonic()))
    returns = memory.Returns(0.001)
    returns.start()
    assert over.wait(5)
    returns.stop()
    returns.join(5)
    assert len(given) == 1
