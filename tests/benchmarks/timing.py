"""Time two things in turn, so that a machine that slows down slows both."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter

Deed = Callable[[], object]


def seconds(deed: Deed) -> float:
    started = perf_counter()
    deed()
    return perf_counter() - started


def paired(first: Deed, second: Deed, *, rounds: int = 25, warmup: int = 3) -> tuple[float, float]:
    """The medians of both in seconds, measured A B A B … after a warm-up."""
    for _ in range(warmup):
        first()
        second()
    gc.collect()
    pairs = [(seconds(first), seconds(second)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
