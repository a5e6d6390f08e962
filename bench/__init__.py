"""Measurements. `python -m bench` prints one `name: value` line a figure."""
