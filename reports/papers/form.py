"""The form of a report for a wet signature: the grid as it stands, from the draft or from what was filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from actions import entry
from actions.adoption import national_targets, plan_to_mark
from actions.entry_inputs import target_texts
from actions.models import Action, BudgetLine, Indicator, NarrativeRound, ProgressReport, RealizationRound
from actions.models.measurement import TEXT_LABELS, NarrativeText, RealizedAmount, ReportedValue
from clusters.models import Organization
from ranpptppo.lib.formats import date_range, rupiah
from reports.freezing import sha256_of

NOT_FILLED = "belum diisi"


def form_context(report: ProgressReport, *, is_draft: bool, at: datetime) -> dict[str, Any]:
    """Everything the form of ``report`` prints: its draft, or the latest filing. The report comes with names."""
    period = report.period
    organization = Organization.objects.with_name_on(period.ends_on).get(pk=report.organization_id)
    place = f"{period.code}-{period.year}-klaster-{report.cluster.number}"
    values, texts, amounts = _draft(report) if is_draft else _filed(report)
    indicators, lines = _indicators(report, values), entry.budget_lines_of_reports([report])
    context = {
        "title": f"Formulir isian {period.label}, klaster {report.cluster.number}",
        "file_name": f"Formulir-{organization.code}-{place}{'-draf' if is_draft else ''}.pdf",
        "is_example": plan_to_mark(period, (indicator.action for indicator in indicators)).is_example,
        "is_draft": is_draft,
        "organization": organization.name_then,
        "plan": period.plan.title,
        "period": period.label,
        "days": date_range(period.starts_on, period.ends_on),
        "year": period.year,
        "cluster": f"{report.cluster.number} – {report.cluster.name}",
        "state": report.get_state_display(),
        "due_at": report.due_at.astimezone(UTC).isoformat(),
        "needs_endorser": report.organization.endorsement_required,
        "actions": _actions(report, indicators, values, texts),
        "lines": [_line(line, amounts.get(line.pk)) for line in lines],
    }
    return {**context, "content_sha256": sha256_of(context), "made_at": at.astimezone(UTC).isoformat()}


Values = Mapping[int, ReportedValue]
Texts = Mapping[int, NarrativeText]
Amounts = Mapping[int, RealizedAmount]


def _draft(report: ProgressReport) -> tuple[Values, Texts, Amounts]:
    """By indicator, action and budget line."""
    return (
        entry.draft_cells(report),
        {row.action_id: row for row in report.narratives.all()},
        {row.line_id: row for row in report.realizations.all()},
    )


def _filed(report: ProgressReport) -> tuple[Values, Texts, Amounts]:
    filing = report.events.filter(is_filing=True).latest("at", "pk")
    return (
        {row.indicator_id: row for row in filing.measurement_rounds.all()},
        {row.action_id: row for row in NarrativeRound.objects.filter(event=filing)},
        {row.line_id: row for row in RealizationRound.objects.filter(event=filing)},
    )


def _indicators(report: ProgressReport, values: Values) -> list[Indicator]:
    """Those that are owed, and those that were filed although they are owed no longer, in printed order."""
    owed = {indicator.pk for indicator in entry.indicators_to_report(report)}
    rows = Indicator.objects.filter(pk__in=owed | values.keys()).select_related("action__plan")
    return list(rows.order_by("-action__is_in_plan", "action__sort_key", "action_id", "position", "pk"))


def _actions(
    report: ProgressReport, indicators: Sequence[Indicator], values: Values, texts: Texts
) -> list[dict[str, Any]]:
    targets = target_texts(report.organization_id, report.period, indicators)
    national = national_targets(indicators, report.period)
    before = entry.previous_rounds_of([report])
    of_action: dict[Action, list[dict[str, str]]] = {}
    for indicator in indicators:
        value, earlier = values.get(indicator.pk), before.get(indicator.pk)
        row = {
            "text": indicator.text,
            "unit": indicator.unit,
            "target": targets[indicator.pk],
            "national": national.get(indicator.pk, ""),
            "before": entry.shown(earlier) if earlier else "–",
            "before_period": earlier.report.period.label if earlier else "",
            "value": entry.shown(value) if value else NOT_FILLED,
            "reason": value.reason if value else "",
        }
        of_action.setdefault(indicator.action, []).append(row)
    return [
        {
            "number": action.number,
            "title": action.title,
            "is_in_plan": action.is_in_plan,
            "is_adopted": action.plan_id != report.period.plan_id,
            "indicators": rows,
            "texts": _texts(texts.get(action.pk)),
        }
        for action, rows in of_action.items()
    ]


def _texts(text: NarrativeText | None) -> list[dict[str, str]]:
    """What was written about an action, paragraph after paragraph; nothing where nothing was."""
    written = text.texts() if text else {}
    return [
        {"label": label, "text": written[name].strip()}
        for name, label in TEXT_LABELS.items()
        if written.get(name, "").strip()
    ]


def _line(line: BudgetLine, amount: RealizedAmount | None) -> dict[str, str]:
    ceilings = sorted(line.ceilings.all(), key=lambda ceiling: ceiling.version)
    return {
        "action": line.action.number or "–",
        "code": line.code,
        "title": line.title or "–",
        "source": line.get_source_display(),
        "ceiling": rupiah(ceilings[-1].amount) if ceilings else "–",
        "realized": entry.amount_shown(amount) or NOT_FILLED,
    }
