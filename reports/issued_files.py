"""The files of an issued report: the report itself, which is Jilid I, and the volumes of its matrix; and their signed copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from ranpptppo.lib.roman import roman
from reports.models import Report, ReportVolume, SignedCopy


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """number: 1 is the report itself. stored: its key in the storage. signed: the newest accepted copy."""

    number: int
    name: str
    stored: str
    sha256: str
    pages: int
    signed: SignedCopy | None

    @property
    def label(self) -> str:
        """``Jilid II``."""
        return f"Jilid {roman(self.number)}"

    @property
    def signed_name(self) -> str:
        return f"{self.name.removesuffix('.pdf')}-bertanda-tangan.pdf"


def with_files(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Two more queries, whatever their number; hand each report to :func:`prefetched_files`."""
    return reports.prefetch_related(
        Prefetch("volumes", ReportVolume.objects.in_order()), Prefetch("signed_copies", SignedCopy.objects.accepted())
    )


def prefetched_files(report: Report) -> list[IssuedFile]:
    """Of a report from :func:`with_files`; none before it is printed."""
    return _files(report, report.volumes.all(), report.signed_copies.all())


def files_of(report: Report) -> list[IssuedFile]:
    """In the order of the volumes; two queries. None before the report is printed."""
    return _files(report, report.volumes.in_order(), report.signed_copies.accepted())


def _files(report: Report, volumes: Iterable[ReportVolume], copies: Iterable[SignedCopy]) -> list[IssuedFile]:
    if not report.file:
        return []
    signed: dict[int | None, SignedCopy] = {}
    for copy in copies:  # the newest first
        signed.setdefault(copy.volume_id, copy)
    own = IssuedFile(
        1, report.file_name, str(report.file.name), report.file_sha256, report.pages or 0, signed.get(None)
    )
    return [
        own,
        *(
            IssuedFile(one.number, one.file_name, str(one.file.name), one.file_sha256, one.pages, signed.get(one.pk))
            for one in volumes
        ),
    ]


def numbered(files: Sequence[IssuedFile], number: int) -> IssuedFile | None:
    return next((file for file in files if file.number == number), None)
