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


def _nothing() -> None:
    """What mostly comes between two deeds."""


def paired(
    first: Deed, second: Deed, *, rounds: int = 25, warmup: int = 3, after: Deed = _nothing
) -> tuple[float, float]:
    """The medians of both in seconds, measured A B A B … after a warm-up; ``after`` each comes what is not measured."""
    spent: tuple[list[float], list[float]] = ([], [])
    for number in range(warmup + rounds):
        if number == warmup:
            gc.collect()
        for deed, into in zip((first, second), spent, strict=True):
            into.append(seconds(deed))
            after()
    return median(spent[0][warmup:]), median(spent[1][warmup:])
