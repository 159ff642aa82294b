"""What goes into a bound file and what comes out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

Numbering = Literal["none", "roman", "arabic"]


@dataclass(frozen=True)
class Bookmark:
    """``level`` 1 to 3; ``anchor`` is the id of an element of the part."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True)
class PartFile:
    """A fragment on disk. ``none``: a page without number, mark or foot, such as a cover."""

    path: Path
    numbering: Numbering
    bookmarks: tuple[Bookmark, ...]
    title: str


@dataclass(frozen=True)
class Attachment:
    """A file to be embedded. ``packed``: compressed by zlib; ``size`` and ``md5`` are of what it unpacks to."""

    name: str
    description: str
    media_type: str
    packed: bytes
    size: int
    md5: str


@dataclass(frozen=True)
class BindingHead:
    """What the edition adds. ``watermark`` stands pale behind every page and in red at its foot; "" for none.

    ``identifier``: 16 bytes, the file's identity. ``created``: the only date of the file.
    """

    title: str
    subject: str
    author: str
    language: str
    created: datetime
    identifier: bytes
    site_address: str
    short_code: str
    watermark: str
    footer: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Bound:
    pages: int
