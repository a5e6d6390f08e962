"""Thousands of random histories read by the law engine and by the second reading: `python -m tests.torture_law 5000 [seed]`.

The first day on which the two differ ends it, with the shortest such history that was found.
"""

import random
import sys

from hypothesis import given, settings
from hypothesis import seed as seeded

from tests.random_law import World, histories
from tests.test_law_oracle import QUICK, difference, story


def main(count: int, seed: int) -> None:
    print(f"seed: {seed}", flush=True)  # noqa: T201

    @seeded(seed)
    @given(histories())
    @settings(QUICK, derandomize=False, max_examples=count)
    def agree(world: World) -> None:
        cases, flows, pending = world
        found = difference(cases, flows, pending, long=True)
        assert found is None, f"{found}\n{story(cases, flows)}"

    agree()
    print(f"histories: {count}, none read in two ways")  # noqa: T201


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    main(words[0] if words else 5_000, words[1] if len(words) > 1 else random.SystemRandom().randrange(10**6))
