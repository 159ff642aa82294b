"""What a checker of PDF/A-3a and PDF/UA-1 says of a file that a test has printed."""

from page import ValidationProfile, validate_pdf_bytes

# Files do not claim to be PDF/UA-1 (README: footnotes are no notes yet); all else that it asks is held.
CLAIM = {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}


def complaints(pdf: bytes) -> list[str]:
    """Rule, place and words of what a checker finds wrong; empty of an archival and accessible file."""
    found = [
        *validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_A_3A).failures,
        *validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1).failures,
    ]
    return [f"{one.rule_id}: {one.message}" for one in found if one.rule_id not in CLAIM]
