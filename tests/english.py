"""Finds English where only Indonesian may stand: words that are common in English and are no Indonesian words."""

from __future__ import annotations

import html
import re

ENGLISH = frozenset(
    """
    about account address again already and any are been but cannot change choose common confirm contains could current
    delete did does done email-address ensure enter entirely error expected expired failed field file files for forgot
    found from greater has have hello incorrect invalid its least length less login-in logged make may method must
    new not number numeric of one only or password passwords permission please provided required reset same select
    should sign similar site that the their there these this those to too too-many try unable unknown used user username
    using valid value was were with without you your
    """.split()
)


def english_words(text: str) -> set[str]:
    """The English words of a text or a page; markup, addresses and paths are left out."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    text = re.sub(r"\S*[/@]\S*", " ", text)
    return {word for word in re.findall(r"[a-z-]+", text.lower()) if word in ENGLISH}
