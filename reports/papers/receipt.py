"""Bukti lapor: what was filed, by whom and when, and a hash over it that anybody who may see the report can check.

The hash is over ids, numbers and moments of the immutable round alone: people and organizations may be renamed later,
and the same round has the same hash for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from actions import workflow
from actions.calculation.discipline import timeliness
from actions.entry import amount_shown, shown
from actions.enums import EventKind, MeasurementState
from actions.models import Evidence, ProgressEvent
from actions.models.rounds import MeasurementRound
from clusters.models import Organization
from ranpptppo.lib.fixed_point import to_e4
from ranpptppo.lib.formats import date_range, datetime_long, day_in_wib, number
from reports.freezing import sha256_of

CODE_LENGTH = 10
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that do not look alike in print
VERSION = 1


def receipt_context(filing: ProgressEvent) -> dict[str, Any]:
    """Everything the receipt of ``filing`` prints. Its report comes with names (``with_names``)."""
    report, period = filing.report, filing.report.period
    content, rows = filed_round(filing), _measurements(filing)
    sha256 = sha256_of(content)
    code = code_of(sha256)
    organization = Organization.objects.with_name_on(period.ends_on).get(pk=report.organization_id)
    place = f"{organization.code}-{period.code}-{period.year}-klaster-{report.cluster.number}"
    return {
        "title": f"Bukti lapor {period.label}, klaster {report.cluster.number}",
        "file_name": f"Bukti-Lapor-{place}.pdf",
        "made_at": _moment(filing.at),
        "is_example": period.plan.is_example,
        "is_draft": False,
        "organization": organization.name_then,
        "plan": period.plan.title,
        "period": period.label,
        "days": date_range(period.starts_on, period.ends_on),
        "cluster": f"{report.cluster.number} – {report.cluster.name}",
        **_steps(filing),
        "indicators": [_indicator(row) for row in rows],
        "counts": _counts(rows),
        "realizations": _realizations(filing),
        "evidence": [_file(file) for file in evidence_of(filing)],
        "round": content,
        "sha256": sha256,
        "code": code,
        "code_shown": f"{code[:5]}-{code[5:]}",
        "check_address": f"{settings.SITE_ADDRESS}{reverse('receipt-check', args=[code])}",
    }


def filed_round(filing: ProgressEvent) -> dict[str, Any]:
    """The filed round as plain data, in a fixed order: what the hash is over. Numbers are whole ten-thousandths."""
    report = filing.report
    submission = submission_of(filing)
    return {
        "version": VERSION,
        "report": report.pk,
        "organization": report.organization.code,
        "plan": report.period.plan_id,
        "period": f"{report.period.year}/{report.period.number}",
        "cluster": report.cluster.number,
        "filing": filing.pk,
        "filed_at": _moment(filing.at),
        "filed_by": filing.by_id,
        "submitted_at": _moment(submission.at),
        "submitted_by": submission.by_id,
        "measurements": [_measurement(row) for row in filing.measurement_rounds.order_by("indicator_id")],
        "narratives": [
            {"action": row.action_id, **row.texts()} for row in filing.narrative_rounds.order_by("action_id")
        ],
        "realizations": [
            {"line": row.line_id, "state": row.state, "amount": row.amount}
            for row in filing.realization_rounds.order_by("line_id")
        ],
        "evidence": [
            {"name": file.original_name, "size": file.size, "sha256": file.sha256, "indicator": file.indicator_id}
            for file in evidence_of(filing)
        ],
    }


def round_sha256(filing: ProgressEvent) -> str:
    return sha256_of(filed_round(filing))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a receipt is worth today. ``tone``: as notices have it."""

    tone: str
    title: str
    sentence: str


def standing_of(context: Mapping[str, Any], filing: ProgressEvent) -> Standing:
    """Is the round whose hash the receipt prints the one in force? Computed anew from the rows; four queries or so."""
    if round_sha256(filing) != context["sha256"]:
        return Standing("danger", "Tidak cocok", "Isi putaran tidak sama dengan yang tercetak. Beri tahu sekretariat.")
    latest = ProgressEvent.objects.filter(report=filing.report_id, is_filing=True).order_by("at", "pk").last()
    if latest is not None and latest.pk != filing.pk:
        when = datetime_long(latest.at)
        return Standing("warning", "Sudah digantikan", f"Isinya asli, tetapi laporan ini dilaporkan lagi pada {when}.")
    if filing.report.state in workflow.EDITABLE:
        state = filing.report.get_state_display().lower()
        sentence = f"Isinya asli, tetapi laporan sedang diperbaiki (status: {state}) dan belum dilaporkan lagi."
        return Standing("warning", "Sedang diperbaiki", sentence)
    return Standing("success", "Berlaku", "Isi yang tercetak sama dengan putaran laporan yang berlaku sekarang.")


def code_of(sha256: str) -> str:
    """The short code of a round, the same for the same round: ten letters and digits."""
    bits = int(sha256, 16)
    return "".join(CODE_LETTERS[(bits >> (5 * place)) % 32] for place in range(CODE_LENGTH))


def submission_of(filing: ProgressEvent) -> ProgressEvent:
    """Who handed in what was filed: the submission itself where nobody endorses."""
    if filing.kind == EventKind.SUBMIT:
        return filing
    submissions = ProgressEvent.objects.filter(report=filing.report_id, kind=EventKind.SUBMIT, at__lte=filing.at)
    return submissions.select_related("by").latest("at", "pk")


def evidence_of(filing: ProgressEvent) -> list[Evidence]:
    """The files that stood beside the values at the moment of the filing, whatever became of them since."""
    there = Evidence.objects.filter(report=filing.report_id, uploaded_at__lte=filing.at)
    kept = there.filter(Q(removed_at__isnull=True) | Q(removed_at__gt=filing.at))
    return list(kept.select_related("indicator").order_by("uploaded_at", "pk"))


def _steps(filing: ProgressEvent) -> dict[str, Any]:
    events = list(ProgressEvent.objects.filter(report=filing.report_id, at__lte=filing.at).order_by("at", "pk"))
    first = next(event for event in events if event.is_filing)
    extensions = [event for event in events[: events.index(first)] if event.kind == EventKind.EXTEND and event.until]
    until = extensions[-1].until if extensions else None
    submission = submission_of(filing)
    endorsed = {"at": _moment(filing.at), "by": _signer(filing)} if filing.kind == EventKind.ENDORSE else None
    return {
        "submitted": {"at": _moment(submission.at), "by": _signer(submission)},
        "endorsed": endorsed,
        "first_filed_at": _moment(first.at),
        "is_first": first.pk == filing.pk,
        "due_at": _moment(filing.report.period.due_at),
        "extended_until": _moment(until) if until else None,
        "timeliness": timeliness_shown(filing, first_filed_at=first.at, until=until),
    }


def timeliness_shown(filing: ProgressEvent, *, first_filed_at: datetime, until: datetime | None) -> str:
    """In words, by the first filing. ``until``: the last extension before it."""
    period = filing.report.period
    if period.is_backfilled:
        return "Diisi surut: ketepatan waktu tidak dinilai"
    kind = timeliness(period.due_at, until, first_filed_at)
    if kind != "late":
        return "Tepat waktu" if kind == "on_time" else "Tepat waktu dengan perpanjangan"
    days = (day_in_wib(first_filed_at) - day_in_wib(period.due_at)).days
    return f"Terlambat {number(days)} hari" if days else "Terlambat"


def _signer(event: ProgressEvent) -> str:
    signed = ProgressEvent.objects.with_acting().select_related("by").get(pk=event.pk)
    return f"{signed.by_name}, {signed.by.position}" if signed.by.position else signed.by_name


def _measurements(filing: ProgressEvent) -> list[MeasurementRound]:
    rows = filing.measurement_rounds.select_related("indicator", "indicator__action")
    return list(
        rows.order_by("-indicator__action__is_in_plan", "indicator__action__sort_key", "indicator__position", "pk")
    )


def _indicator(row: MeasurementRound) -> dict[str, str]:
    return {
        "number": row.indicator.action.number or "–",
        "text": row.indicator.text,
        "unit": row.indicator.unit,
        "value": shown(row),
        "state": row.state,
        "reason": row.reason,
    }


def _counts(rows: list[MeasurementRound]) -> list[dict[str, Any]]:
    """The three states of a filed value, with how many there are of each."""
    found = Counter(row.state for row in rows)
    return [{"label": MeasurementState(state).label.lower(), "count": found[state]} for state in MeasurementState]


def _realizations(filing: ProgressEvent) -> list[dict[str, str]]:
    rows = filing.realization_rounds.select_related("line").order_by("line__action__sort_key", "line_id")
    return [{"title": row.line.title or "–", "code": row.line.code, "amount": amount_shown(row)} for row in rows]


def _file(file: Evidence) -> dict[str, Any]:
    about = file.indicator.text if file.indicator else "seluruh laporan"
    return {"name": file.original_name, "kind": file.get_kind_display(), "about": about, "sha256": file.sha256}


def _measurement(row: MeasurementRound) -> dict[str, Any]:
    return {
        "indicator": row.indicator_id,
        "state": row.state,
        "value": _whole(row.value),
        "numerator": _whole(row.numerator),
        "denominator": _whole(row.denominator),
        "is_reached": row.is_reached,
        "reached_on": row.reached_on.isoformat() if row.reached_on else None,
        "document_number": row.document_number,
        "reason": row.reason,
    }


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else to_e4(value)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
