"""Run every bench module and print its figures, with the machine they were measured on.

Each in a process of its own: what one left in memory would slow the next and count as its memory.
"""

import multiprocessing
import os
import pkgutil
import platform
import sys
from concurrent.futures import ProcessPoolExecutor

import bench


def main() -> int:
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")  # noqa: T201
    failed = False
    wanted = sys.argv[1:]
    for module in sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_")):
        if wanted and module not in wanted:
            continue
        try:
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                figures = pool.submit(bench.figures_of, module).result()
        except Exception as error:  # one bench that cannot run must not hide the others
            print(f"{module}_failed: {type(error).__name__}: {error}")  # noqa: T201
            failed = True
            continue
        for name, value in figures.items():
            print(f"{name}: {value:.6g}", flush=True)  # noqa: T201
    return 1 if failed else 0


# A process that a bench starts imports this module again, and must not run everything once more.
if __name__ == "__main__":
    sys.exit(main())
