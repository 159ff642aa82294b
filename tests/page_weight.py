"""What a page weighs on the wire, cold: itself and every file of ours that it or one of its stylesheets names."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse

LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)(?:#[^"]*)?"')
IN_CSS = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


def weights_of(answer: HttpResponse, page: str) -> dict[str, int]:
    """Bytes by file; "" is the page. answer: compressed as it travels; page: its text."""
    return {"": len(answer.content) + header_bytes(answer)} | {name: transferred(name) for name in named_files(page)}


def named_files(page: str) -> set[str]:
    """Every file of ours that the page or one of its stylesheets names; what only print or other scripts use as well."""
    names = {found.removeprefix("/static/") for found in LINKED.findall(page)}
    for sheet in [name for name in names if name.endswith(".css")]:
        names |= fonts_and_images(sheet)
    return names


def fonts_and_images(sheet: str) -> set[str]:
    path = static_file(sheet)
    relative = [url for url in IN_CSS.findall(path.read_text()) if not url.startswith(("data:", "#"))]
    root = next(Path(folder) for folder in settings.STATICFILES_DIRS)
    return {str((path.parent / url.split("#")[0]).resolve().relative_to(root.resolve())) for url in relative}


def transferred(name: str) -> int:
    """As whitenoise sends it in production: brotli, unless the format is compressed already; with its headers."""
    content = static_file(name).read_bytes()
    is_packed = name.endswith(tuple(settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS))
    return (len(content) if is_packed else len(brotli.compress(content))) + 300


def header_bytes(answer: HttpResponse) -> int:
    return sum(len(name) + len(value) + 4 for name, value in answer.items())


def static_file(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found)
