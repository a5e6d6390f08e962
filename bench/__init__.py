"""Measurements. `python -m bench` prints one `name: value` line a figure."""

import importlib


def figures_of(module: str) -> dict[str, float]:
    """The figures of one bench module, by name. Not in `__main__`, where another process would not find it."""
    figures: dict[str, float] = importlib.import_module(f"bench.{module}").run()
    return figures
