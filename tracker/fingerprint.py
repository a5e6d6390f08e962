"""A short mark of values, equal where they print alike: to see whether something changed without keeping it."""

import hashlib
from typing import Any


def fingerprint(*parts: Any) -> str:
    """32 hexadecimal digits. Hand in no sets: they print in another order in another process."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
