"""What was added to an issued file, revision by revision, at a cost that does not grow with its tags. For the worker alone.

Of each object that a later revision writes anew pyHanko asks on which paths the earlier one reaches it, and walks for
that through every object of the file: half a second and 8 MiB a page of ours. But the beginning of a copy is the issued
file, byte by byte, and that is the binder's: no reference in it dangles, and of what a rule lets anybody replace by path
(the metadata, the information dictionary) it reaches each on one path, from its catalogue or trailer. So nothing new is
reached through what nobody touched, and the walk does not enter it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import DiffResult, StandardDiffPolicy

Path = tuple[str | int, ...]
PAGES: Path = ("/Root", "/Pages")


class AddedPolicy(StandardDiffPolicy):
    """``policy`` for a copy whose revisions up to the number ``issued`` are those of the issued file."""

    def __init__(self, policy: StandardDiffPolicy, issued: int) -> None:
        super().__init__(policy.global_rules, policy.form_rule)
        self.issued = issued

    def apply(self, old: HistoricalResolver, new: HistoricalResolver, *args: Any, **kwargs: Any) -> DiffResult:
        if old._indirect_object_access_cache is None:
            old._indirect_object_access_cache = usages(old, self.issued)
        return super().apply(old, new, *args, **kwargs)


def usages(old: HistoricalResolver, issued: int) -> dict[generic.Reference, set[RawPdfPath]]:
    """By object, the paths from the trailer of ``old``, through the page tree and what is newer than ``issued``.

    Raises PdfReadError.
    """
    walk = _Walk(old, issued)
    walk.read_pages(old.root.raw_get("/Pages"), PAGES)
    walk.enter(old.trailer_view, (), ())
    return walk.found


class _Walk:
    """As pyHanko walks (HistoricalResolver._load_reverse_xref_cache): a page is entered on its own path alone."""

    def __init__(self, old: HistoricalResolver, issued: int) -> None:
        self.old, self.issued = old, issued
        self.pages: dict[generic.Reference, Path] = {}
        self.found: dict[generic.Reference, set[RawPdfPath]] = defaultdict(set)

    def read_pages(self, node: Any, path: Path) -> None:
        if isinstance(node, generic.IndirectObject):
            if node.reference in self.pages:
                raise PdfReadError("circular page tree")
            self.pages[node.reference] = path
        kids = node.get_object().get("/Kids", ())
        for index in range(len(kids)):
            self.read_pages(kids.raw_get(index), (*path, "/Kids", index))

    def enter(self, found: Any, path: Path, within: tuple[generic.Reference, ...]) -> None:
        if isinstance(found, generic.IndirectObject):
            reference = found.reference
            if reference in within:
                return
            self.found[reference].add(RawPdfPath(*path))
            if not self._is_open(reference, path):
                return
            found, within = self.old(reference), (*within, reference)
        if isinstance(found, generic.DictionaryObject):
            for key, value in found.items():
                if key != "/Parent":
                    self.enter(value, (*path, key), within)
        elif isinstance(found, generic.ArrayObject):
            for index, value in enumerate(found):
                self.enter(value, (*path, index), within)

    def _is_open(self, reference: generic.Reference, path: Path) -> bool:
        if reference in self.pages:
            return self.pages[reference] == path
        try:
            changed = self.old.reader.xrefs.get_last_change(reference)
        except KeyError:  # it leads nowhere
            return False
        return path == ("/Root",) or changed > self.issued
