"""Parts of a report, printed one by one, bound into one PDF/A-3a file that keeps their tags.

`cut_fragment` runs where a part is printed; it takes WeasyPrint's finished objects, so that nothing is parsed again.
`bind` reads one fragment after the other, gives their objects new numbers and writes them on: it holds one fragment at
a time. No Django in here.
"""

from reports.binding.binder import BindingError, bind, page_labels
from reports.binding.fragment import Fragment, cut_fragment, read_fragment
from reports.binding.pieces import Attachment, BindingHead, Bookmark, Bound, PartFile

__all__ = [
    "Attachment",
    "BindingError",
    "BindingHead",
    "Bookmark",
    "Bound",
    "Fragment",
    "PartFile",
    "bind",
    "cut_fragment",
    "page_labels",
    "read_fragment",
]
