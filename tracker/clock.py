"""The one place that asks what time it is. Doors call it; everything else is handed the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
