"""How soon `python -m tracker run` shows its first page on a machine that was set up, and what it holds in memory then.

The register is loaded beforehand, as on any start but the first. first_page_s: from the command to the first whole
answer of the board, median of three; first_page_cpu_s: processor time that it took, which a busy machine stretches
less; run_rss_mb: memory of the process once the schedule has begun, too.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tracker.config import ROOT

ROUNDS = 3


def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        feeds = Path(folder) / "feeds.toml"
        feeds.write_text("")  # nothing is asked on the network meanwhile
        env = {**os.environ, "TRACKER_DATA_DIR": folder, "TRACKER_FEEDS_FILE": str(feeds),
               "TRACKER_FEDERAL_REGISTER_URL": "", "TRACKER_COURTLISTENER_FEEDS": "0"}  # fmt: skip
        subprocess.run([sys.executable, "-m", "tracker", "load"], cwd=ROOT, env=env, check=True, capture_output=True)
        found = [_start(env) for _ in range(ROUNDS)]
    return {
        name: statistics.median(figures[i] for figures in found)
        for i, name in enumerate(("first_page_s", "first_page_cpu_s", "run_rss_mb"))
    }


def _start(env: dict[str, str]) -> tuple[float, float, float]:
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "run"], cwd=ROOT, env={**env, "TRACKER_PORT": str(port)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while time.perf_counter() - began < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                    answer.read()
                seconds = time.perf_counter() - began
                spent = cpu_s(process.pid)
                time.sleep(6)
                return seconds, spent, resident_mb(process.pid)
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("no page within a minute")
    finally:
        process.terminate()
        process.wait(10)


def cpu_s(pid: int) -> float:
    """Processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
