"""Kills processes that deliver digests over a real SMTP conversation: `python -m tests.torture_deliver 200 [seed]`.

Ten kills a database, every second time with a relay that knows pipelining; then everybody must have one digest, whole
and the same each time it came, and no more messages may have gone twice than there were kills.
"""

import sys
import tempfile
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.smtpserver import free_port
from tests.test_deliver_crash import Post, kill_deliveries

KILLS_A_LIFE = 10


def torture(kills: int, seed: int) -> int:
    done = midway = repeats = 0
    while done < kills:
        handler, port = Post(pipelining=done // KILLS_A_LIFE % 2 == 0), free_port()
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            with tempfile.TemporaryDirectory() as folder:
                some = min(KILLS_A_LIFE, kills - done)
                between, twice = kill_deliveries(Path(folder), (handler, port), some, seed + done)
        finally:
            controller.stop()
        done, midway, repeats = done + some, midway + between, repeats + twice
        print(f"{done} kills, {midway} of them midway, {repeats} messages sent twice, none lost", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(torture(int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
