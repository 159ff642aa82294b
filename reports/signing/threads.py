"""pyHanko starts an event loop of its own, which a thread that runs one already refuses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def apart(call: Callable[[], Answer]) -> Answer:
    """What ``call`` answers, in a thread without an event loop; it touches no database."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()
