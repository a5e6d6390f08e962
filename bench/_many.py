"""`python -m bench._many N`: a store of N events, what making it costs, and the figures of the site over it.

`make bench-10m` asks for ten million. The store stays below build/bench/, for the next time.
"""

import multiprocessing
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from bench._crowd import crowded
from bench.site import ROUNDS, Figures, Measured, summed


def main() -> int:
    size = int(sys.argv[1])
    short = next((f"{size // unit}{name}" for unit, name in ((10**6, "m"), (10**3, "k")) if not size % unit), str(size))
    figures = made(size, short)
    site = Measured(size)
    for _ in range(ROUNDS):
        site.round()
    figures |= {f"{name}_{short}": value for name, value in site.end().items()}
    for name, value in (figures | summed(site.times, short)).items():
        print(f"{name}: {value:.6g}", flush=True)  # noqa: T201
    return 0


def made(size: int, short: str) -> Figures:
    """Make the store, if it is not there, in a process of its own: what that holds is no memory of the site."""
    started = time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(crowded, size).result()
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        f"made_s_{short}": time.perf_counter() - started, f"made_processor_s_{short}": took.ru_utime + took.ru_stime,
        f"made_peak_mb_{short}": took.ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
