"""A run of `publish` that is killed leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_RUN = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tracker.publish import run

# A worker begins as in a real run; only the site that it would render is left out.
run._open = lambda job: None

def work(n):
    open(os.path.join(sys.argv[1], str(os.getpid())), "w").close()
    time.sleep(300)

if __name__ == "__main__":
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=run._start, initargs=(None,)) as pool:
        list(pool.map(work, range(2)))
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended stays in the table until its new parent has asked for it.
    return (
        Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z" if Path("/proc").is_dir() else True
    )


def until(wanted: int, seconds: float, count: object) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if count() == wanted:  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_workers_end_when_the_run_that_started_them_is_killed(tmp_path: Path) -> None:
    script, pids = tmp_path / "run.py", tmp_path / "pids"
    script.write_text(_RUN)
    pids.mkdir()
    path = os.pathsep.join([str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    run = subprocess.Popen([sys.executable, str(script), str(pids)], env={**os.environ, "PYTHONPATH": path})
    workers: list[int] = []
    try:
        assert until(2, 120, lambda: len(list(pids.iterdir())))
        workers = [int(p.name) for p in pids.iterdir()]
        assert all(alive(pid) for pid in workers)
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert until(0, 60, lambda: sum(alive(pid) for pid in workers))
    finally:
        run.kill()
        run.wait()
        for pid in workers:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
