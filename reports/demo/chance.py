"""Chance that always falls the same way: the demo is the same on every machine and every day."""

from zlib import crc32


def share(*key: object) -> float:
    """A number from 0 up to (not including) 1 that depends on ``key`` alone."""
    return crc32(":".join(str(part) for part in key).encode()) / 2**32


def between(low: float, high: float, *key: object) -> float:
    return low + (high - low) * share(*key)


def choose(options: list[str], *key: object) -> str:
    return options[int(share(*key) * len(options))]
