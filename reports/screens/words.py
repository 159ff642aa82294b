"""Pairs of words, and titles as parts of a file's name."""

from __future__ import annotations

Words = list[tuple[str, str]]


def slug(title: str) -> str:
    """``Klaster-1-Pencegahan``."""
    words = "".join(sign if sign.isalnum() else " " for sign in title).split()
    return "-".join(words)[:60].strip("-")
