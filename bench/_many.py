"""`python -m bench._many N`: a store of N events, what making it costs, and the figures of the site over it.

`make bench-10m` asks for ten million. The store stays below build/bench/, for the next time.
"""

import sys
import time

from bench._crowd import crowded
from bench.site import Figures, measure, summed


def main() -> int:
    size = int(sys.argv[1])
    short = next((f"{size // unit}{name}" for unit, name in ((10**6, "m"), (10**3, "k")) if not size % unit), str(size))
    started, worked = time.perf_counter(), time.process_time()
    crowded(size)
    figures: Figures = {
        f"made_s_{short}": time.perf_counter() - started, f"made_processor_s_{short}": time.process_time() - worked,
    }  # fmt: skip
    times = measure(size, figures, short)
    for name, value in (figures | summed(times, short)).items():
        print(f"{name}: {value:.6g}", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
