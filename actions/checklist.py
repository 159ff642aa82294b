"""What evidence an indicator asks for, and what of it is there. Missing evidence is a warning, never a refusal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions import entry
from actions.enums import EvidenceKind, Measure, MeasurementState
from actions.models import Evidence, EvidenceRequirement, Indicator, Measurement, MeasurementRound, ProgressReport
from actions.models.measurement import ReportedValue
from clusters.models import User

# Where the secretariat set nothing for an indicator.
DEFAULTS: dict[str, tuple[EvidenceKind, ...]] = {
    Measure.MILESTONE: (EvidenceKind.DECREE,),
    Measure.COUNT: (EvidenceKind.ACTIVITY_REPORT, EvidenceKind.ATTENDANCE),
    Measure.PERCENTAGE: (EvidenceKind.ACTIVITY_REPORT,),
}


@dataclass(frozen=True)
class Asked:
    """One kind that an indicator asks for."""

    kind: EvidenceKind
    is_there: bool

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def within(self) -> str:
        """Within a sentence: ``laporan kegiatan``, but ``SK atau peraturan``."""
        return self.label if self.label[:2].isupper() else self.label[0].lower() + self.label[1:]


@dataclass(frozen=True)
class Checklist:
    """An indicator with what it asks for and the files attached to it; ``is_needed`` once it has a value to show."""

    indicator: Indicator
    asked: tuple[Asked, ...]
    files: tuple[Evidence, ...]
    is_needed: bool

    @property
    def is_bare(self) -> bool:
        """It asks for evidence, and there is none at all: no file of its own, nor an asked one for the whole report."""
        return self.is_needed and bool(self.asked) and not self.files and not any(one.is_there for one in self.asked)

    @property
    def missing(self) -> list[Asked]:
        return [asked for asked in self.asked if self.is_needed and not asked.is_there]

    @property
    def first_kind(self) -> EvidenceKind:
        """What the next file most likely is."""
        open_ones = self.missing or list(self.asked)
        return open_ones[0].kind if open_ones else EvidenceKind.OTHER


def checklists(
    indicators: Sequence[Indicator], evidence: Iterable[Evidence], values: Mapping[int, ReportedValue]
) -> list[Checklist]:
    """Per indicator what it asks for; one query. ``values``: indicator id → its cell, of the draft or of the filed round.

    A file for the whole report counts for each indicator that asks for its kind.
    """
    set_kinds, files = _set_kinds(indicators), _by_indicator(evidence)
    return [
        _checklist(row, set_kinds.get(row.pk) or DEFAULTS[row.measure], files, values.get(row.pk)) for row in indicators
    ]


def checklists_of_drafts(
    reports: Sequence[ProgressReport], indicators: Sequence[Indicator], drafts: Mapping[tuple[int, int], ReportedValue]
) -> dict[tuple[int, int], Checklist]:
    """(report, indicator) → its checklist, for all reports of a period; two queries. ``drafts``: the same keys."""
    return _checklists_of_reports(
        [
            (report.pk, row, drafts.get((report.pk, row.pk)))
            for report in reports
            for row in indicators
            if row.action.cluster_id == report.cluster_id
        ]
    )


def checklists_of_values(
    values: Iterable[tuple[int, Measurement | MeasurementRound]],
) -> dict[tuple[int, int], Checklist]:
    """(report, indicator) → its checklist, for what many reports hand in; two queries. ``values``: with the report."""
    return _checklists_of_reports([(report, value.indicator, value) for report, value in values])


def _checklists_of_reports(
    cells: Sequence[tuple[int, Indicator, ReportedValue | None]],
) -> dict[tuple[int, int], Checklist]:
    set_kinds = _set_kinds({row.pk: row for _, row, _ in cells}.values())
    of_report: dict[int, list[Evidence]] = defaultdict(list)
    kept = Evidence.objects.in_force().filter(report__in={report for report, _, _ in cells})
    for file in kept.order_by("uploaded_at", "pk"):
        of_report[file.report_id].append(file)
    files = {report: _by_indicator(kept) for report, kept in of_report.items()}
    return {
        (report, row.pk): _checklist(row, set_kinds.get(row.pk) or DEFAULTS[row.measure], files.get(report, {}), value)
        for report, row, value in cells
    }


def _set_kinds(indicators: Iterable[Indicator]) -> dict[int, list[EvidenceKind]]:
    """Indicator id → what the secretariat set."""
    found: dict[int, list[EvidenceKind]] = defaultdict(list)
    required = EvidenceRequirement.objects.filter(indicator__in=[row.pk for row in indicators])
    for indicator_id, kind in required.order_by("indicator", "pk").values_list("indicator", "kind"):
        found[indicator_id].append(EvidenceKind(kind))
    return found


def _by_indicator(evidence: Iterable[Evidence]) -> dict[int | None, list[Evidence]]:
    """Indicator id (None: the whole report) → its files."""
    found: dict[int | None, list[Evidence]] = defaultdict(list)
    for file in evidence:
        found[file.indicator_id].append(file)
    return found


def draft_values(report: ProgressReport) -> list[tuple[Indicator, ReportedValue | None]]:
    """Each indicator that the report owes, with its cell of the draft."""
    cells = entry.draft_cells(report)
    return [(row, cells.get(row.pk)) for row in entry.indicators_to_report(report)]


def evidence_section(
    report: ProgressReport, values: Iterable[tuple[Indicator, ReportedValue | None]], *, reader: User
) -> dict[str, Any]:
    """What the section "Data dukung" shows: ``evidence``, ``checklists`` (of what is needed), ``missing_evidence`` (a
    sentence or empty) and ``repeated`` (SHA-256 of files that stand there more than once).

    ``reader``: of another organization's report only what was filed.
    """
    pairs = list(values)
    evidence = list(Evidence.objects.in_force().readable_by(reader).to_show().filter(report=report))
    cells = {row.pk: value for row, value in pairs if value is not None}
    lists = [row for row in checklists([row for row, _ in pairs], evidence, cells) if row.is_needed]
    counted = Counter(file.sha256 for file in evidence)
    return {
        "evidence": evidence,
        "checklists": lists,
        "missing_evidence": missing_sentence(lists),
        "repeated": {sha256 for sha256, count in counted.items() if count > 1},
    }


def missing_sentence(lists: Iterable[Checklist]) -> str:
    """The warning before submitting; empty when everything asked for is there."""
    incomplete = sum(1 for checklist in lists if checklist.missing)
    if not incomplete:
        return ""
    return f"Data dukung {incomplete} indikator belum lengkap. Laporan tetap dapat diajukan, tetapi dapat dikembalikan."


def _checklist(
    indicator: Indicator,
    kinds: Sequence[EvidenceKind],
    files: Mapping[int | None, list[Evidence]],
    value: ReportedValue | None,
) -> Checklist:
    own = files.get(indicator.pk, [])
    there = {file.kind for file in (*own, *files.get(None, []))}
    asked = tuple(Asked(kind, is_there=kind in there) for kind in kinds)
    return Checklist(indicator, asked, tuple(own), is_needed=_has_something_to_show(value))


def _has_something_to_show(value: ReportedValue | None) -> bool:
    """Nothing was done where there is no value, zero, or a milestone not reached."""
    if value is None or value.state != MeasurementState.VALUE:
        return False
    return bool(value.is_reached or value.value or value.numerator)
