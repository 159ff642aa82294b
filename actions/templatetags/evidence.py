"""What pages say of evidence. A built-in of settings: no ``{% load %}``."""

from django import template

from actions.models import Evidence, EvidencePreview

register = template.Library()


@register.filter
def preview_of(evidence: Evidence) -> EvidencePreview | None:
    """Where its page images stand; None where nobody asked for them yet. The row comes with ``Evidence.to_show()``."""
    return getattr(evidence, "preview", None)


@register.filter
def file_word(evidence: Evidence) -> str:
    """What people call such a file: "PDF", "Foto", "Dokumen Office"."""
    if evidence.content_type == "application/pdf":
        return "PDF"
    return "Gambar" if evidence.content_type.startswith("image/") else "Dokumen Office"
