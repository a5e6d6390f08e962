"""The real tracker with a clock that goes faster: `python -m tests.quicker SPEED VERB`.

From the moment the schedule begins, a second of ours is SPEED of the tracker's; its jobs come round, and pauses
between requests to one host last, as much sooner. That moment is printed: `quicker since <Unix time>`.
"""

import sys
import time
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from tracker import clock

SAID = "quicker since "


def quick(began: float, speed: float, now: float) -> datetime:
    """What the tracker's clock shows at the Unix time `now`; before `began` it shows the time."""
    return datetime.fromtimestamp(now + max(now - began, 0) * (speed - 1), UTC)


def main() -> None:
    speed, began = float(sys.argv.pop(1)), [float("inf")]
    clock.utc_now = lambda: quick(began[0], speed, time.time()) if began[0] < float("inf") else datetime.now(UTC)
    # Only now: every module takes `utc_now` by its name when it is imported.
    from tracker import cli, jobs
    from tracker.ingest import poll

    for name in ("POLL_EVERY", "MAIL_EVERY", "REGISTER_EVERY", "COURTLISTENER_EVERY", "MAILBOX_EVERY"):
        setattr(jobs, name, getattr(jobs, name) / speed)
    defaults = poll.poll.__kwdefaults__
    assert defaults is not None
    defaults["pause"] /= speed
    start = jobs.start

    def begin(work: jobs.Work) -> BackgroundScheduler:
        scheduler = start(work)
        began[0] = time.time()
        print(f"{SAID}{began[0]:.6f}", flush=True)  # noqa: T201
        return scheduler

    jobs.start = begin
    cli.main()


if __name__ == "__main__":
    main()
