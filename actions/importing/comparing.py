"""The rows of a file against what the plan holds: a preview of every change. Nothing is written here.

Rows gone from the file are listed, never removed. Who leads is never changed by a file: after a
hand-over the file's lead is the first of its line, and a different one is handed over explicitly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from actions.enums import AssignmentRole
from actions.importing.rows import MatrixFile, MatrixRow, Problem, Severity
from actions.models import Action, ActionTag, Assignment, Indicator, Target
from actions.models.action import TAG_LABELS
from actions.models.indicator import text_key
from clusters.models import Cluster, Organization, Plan, Region
from ranpptppo.lib.formats import number

ACTION_FIELDS = ("title", "strategy", "weight")
INDICATOR_FIELDS = (
    "code",
    "unit",
    "measure",
    "accumulation",
    "direction",
    "numerator_label",
    "denominator_label",
    "baseline",
    "baseline_year",
    "is_additive",
    "allows_over",
)
SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is empty where something is added. ``thing``: aksi, indikator, target, penugasan, penanda, lokus."""

    thing: str
    label: str
    before: str
    after: str
    row: int

    @property
    def is_addition(self) -> bool:
        return not self.before


@dataclass(frozen=True, slots=True)
class Rename:
    """An indicator of the plan that is gone from the file, and a new wording that may be the same one."""

    indicator_id: int
    before: str
    after: str
    row: int


@dataclass(slots=True)
class IndicatorWork:
    row: MatrixRow
    existing: Indicator | None
    position: int
    fields: dict[str, Any] = field(default_factory=dict)
    targets: dict[int, tuple[Target | None, Decimal | None]] = field(default_factory=dict)


@dataclass(slots=True)
class ActionWork:
    """What applying has to do for one action."""

    row: MatrixRow
    existing: Action | None
    fields: dict[str, Any] = field(default_factory=dict)
    indicators: list[IndicatorWork] = field(default_factory=list)
    new_supports: list[str] = field(default_factory=list)
    reporters: dict[int, bool] = field(default_factory=dict)
    new_tags: list[tuple[str, str]] = field(default_factory=list)
    new_locations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """Everything a person must know before the file is applied."""

    matrix: MatrixFile
    work: list[ActionWork] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def of(self, severity: Severity) -> list[Problem]:
        return [problem for problem in self.matrix.problems if problem.severity is severity]

    @property
    def errors(self) -> list[Problem]:
        return self.of(Severity.ERROR)

    @property
    def questions(self) -> list[Problem]:
        return self.of(Severity.QUESTION)

    @property
    def warnings(self) -> list[Problem]:
        return self.of(Severity.WARNING)

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """(thing, added, changed), in the order of a matrix."""
        things = ("aksi", "indikator", "target", "penugasan", "penanda", "lokus")
        return [
            (
                thing,
                sum(change.thing == thing and change.is_addition for change in self.changes),
                sum(change.thing == thing and not change.is_addition for change in self.changes),
            )
            for thing in things
        ]


def compare(matrix: MatrixFile, plan: Plan, *, renames: Collection[int] = ()) -> Preview:
    """The file against the plan. ``renames``: indicators whose new wording the person confirmed."""
    preview = Preview(matrix)
    _Comparison(preview, plan, set(renames)).run()
    return preview


class _Comparison:
    """Fetches the plan in a fixed number of queries, then goes through the file's actions."""

    def __init__(self, preview: Preview, plan: Plan, renames: set[int]) -> None:
        self.preview, self.plan, self.confirmed = preview, plan, renames
        self.clusters = {row.number: row for row in Cluster.objects.all()}
        self.organizations = set(Organization.objects.values_list("code", flat=True))
        self.regions = set(Region.objects.values_list("code", flat=True))
        self.actions = {row.number: row for row in Action.objects.filter(plan=plan).in_plan().select_related("cluster")}
        self.indicators: dict[int, list[Indicator]] = defaultdict(list)
        for indicator in Indicator.objects.filter(action__plan=plan, action__is_in_plan=True).order_by(
            "position", "pk"
        ):
            self.indicators[indicator.action_id].append(indicator)
        self.targets: dict[tuple[int, int], Target] = {}
        for target in Target.objects.filter(indicator__action__plan=plan).of_the_plan().order_by("version", "pk"):
            self.targets[target.indicator_id, target.year] = target
        self.tags = _grouped(ActionTag.objects.filter(action__plan=plan).values_list("action_id", "kind", "value"))
        through = Action.locations.through.objects.filter(action__plan=plan)
        self.locations = _grouped(through.values_list("action_id", "region__code"))
        self.assignments: dict[int, list[Assignment]] = defaultdict(list)
        held = Assignment.objects.filter(action__plan=plan).select_related("organization", "line__organization")
        for assignment in held.order_by("starts_on", "pk"):
            self.assignments[assignment.action_id].append(assignment)

    def run(self) -> None:
        by_number: dict[str, list[MatrixRow]] = defaultdict(list)
        for row in self.preview.matrix.rows:
            self._check_codes(row)
            by_number[row.number].append(row)
        for rows in by_number.values():
            self._compare_action(rows)
        for name, action in self.actions.items():
            if name not in by_number:
                self.preview.gone.append(f"Aksi {action}")

    # Checks that need the database

    def _check_codes(self, row: MatrixRow) -> None:
        if row.cluster not in self.clusters:
            self._error(row, "klaster", f"Klaster {row.cluster} tidak ada.")
        for column, codes in (("penanggung_jawab", (row.lead,)), ("instansi_pendukung", row.supports)):
            for code in codes:
                if code not in self.organizations:
                    self._error(row, column, f"Instansi “{code}” tidak dikenal.")
        for code in row.locations:
            if code not in self.regions:
                self._error(row, "lokus", f"Kode wilayah “{code}” tidak dikenal.")

    def _error(self, row: MatrixRow, column: str, sentence: str) -> None:
        problem = Problem(Severity.ERROR, sentence, row=row.row, column=column)
        self.preview.matrix.problems.append(problem)

    def _warn(self, row: MatrixRow, column: str, sentence: str) -> None:
        self.preview.matrix.problems.append(Problem(Severity.WARNING, sentence, row=row.row, column=column))

    # Actions

    def _compare_action(self, rows: list[MatrixRow]) -> None:
        first = rows[0]
        work = ActionWork(first, self.actions.get(first.number))
        label = f"{first.number} {first.title}"
        if work.existing is None:
            self._change("aksi", label, "", first.title, first)
            self._change("penugasan", label, "", f"penanggung jawab {first.lead}", first)
        else:
            self._compare_fields(work, label)
            self._compare_lead(work.existing, first)
        self._compare_supports(work, label)
        self._compare_sets(work, label)
        self._pair_indicators(work, rows)
        self.preview.work.append(work)

    def _compare_fields(self, work: ActionWork, label: str) -> None:
        action, row = work.existing, work.row
        if action is None:
            return
        if action.cluster.number != row.cluster or text_key(action.title) != text_key(row.title):
            self._error(row, "nomor", f"Nomor {row.number} sudah dipakai aksi lain: “{action.title}”.")
            return
        for name in ACTION_FIELDS:
            before, after = getattr(action, name), getattr(row, name)
            if before != after:
                work.fields[name] = after
                self._change("aksi", label, _text(before) or "–", _text(after), row)

    def _compare_lead(self, action: Action, row: MatrixRow) -> None:
        lead = [held for held in self.assignments[action.pk] if held.role == AssignmentRole.LEAD][-1:]
        if lead and row.lead not in _codes_of(lead[0]):
            self._warn(
                row,
                "penanggung_jawab",
                f"Penanggung jawab aksi ini {lead[0].organization.code}, bukan {row.lead}; ubah melalui Serah terima.",
            )

    def _compare_supports(self, work: ActionWork, label: str) -> None:
        held = self.assignments[work.existing.pk] if work.existing else []
        supports = [one for one in held if one.role == AssignmentRole.SUPPORT]
        for code in work.row.supports:
            own = [one for one in supports if code in _codes_of(one)]
            leads = [one for one in held if one.role == AssignmentRole.LEAD and code in _codes_of(one)]
            if not own and not leads:
                work.new_supports.append(code)
                self._change("penugasan", label, "", f"pendukung {code}", work.row)
            elif own and own[-1].ends_on is None and own[-1].is_reporter != (code in work.row.reporters):
                work.reporters[own[-1].pk] = code in work.row.reporters
                words = ("tidak wajib lapor", "wajib lapor")
                after = words[code in work.row.reporters]
                self._change("penugasan", label, f"{code} {words[own[-1].is_reporter]}", f"{code} {after}", work.row)
        for one in supports:
            if one.ends_on is None and not _codes_of(one) & set(work.row.supports):
                self.preview.gone.append(f"Pendukung {one.organization.code} pada aksi {label}")

    def _compare_sets(self, work: ActionWork, label: str) -> None:
        key = work.existing.pk if work.existing else 0
        for kind, value in sorted(work.row.tags - self.tags[key]):
            work.new_tags.append((kind, value))
            self._change("penanda", label, "", TAG_LABELS[value], work.row)
        for code in work.row.locations:
            if (code,) not in self.locations[key]:
                work.new_locations.append(code)
                self._change("lokus", label, "", code, work.row)
        for tag in sorted(self.tags[key] - work.row.tags):
            self.preview.gone.append(f"Penanda {TAG_LABELS[tag[1]]} pada aksi {label}")
        for (code,) in sorted(self.locations[key] - {(code,) for code in work.row.locations}):
            self.preview.gone.append(f"Lokus {code} pada aksi {label}")

    # Indicators

    def _pair_indicators(self, work: ActionWork, rows: list[MatrixRow]) -> None:
        existing = self.indicators[work.existing.pk] if work.existing else []
        pairs = {row.row: _same(row, existing) for row in rows}
        left = [one for one in existing if one not in pairs.values()]
        for row in rows:
            candidate = None if pairs[row.row] else _likely(row, left)
            if candidate is not None:
                left.remove(candidate)
                if candidate.pk in self.confirmed:
                    pairs[row.row] = candidate
                else:
                    self.preview.renames.append(Rename(candidate.pk, candidate.text, row.indicator, row.row))
                    self.preview.gone.append(f"Indikator “{candidate.text}” pada aksi {work.row.number}")
        self.preview.gone += [f"Indikator “{one.text}” pada aksi {work.row.number}" for one in left]
        for position, row in enumerate(rows, start=1):
            work.indicators.append(self._compare_indicator(row, pairs[row.row], position))

    def _compare_indicator(self, row: MatrixRow, existing: Indicator | None, position: int) -> IndicatorWork:
        work = IndicatorWork(row, existing, position)
        label = f"{row.number} {row.indicator}"
        if existing is None:
            self._change("indikator", label, "", row.indicator, row)
        else:
            self._compare_indicator_fields(work, existing, label)
        for year in self.preview.matrix.years:
            before = self.targets.get((existing.pk, year)) if existing else None
            after = row.targets.get(year)
            if (before.value if before else None) != after:
                work.targets[year] = (before, after)
                had = _text(before.value) if before and before.value is not None else ""
                self._change("target", f"{label} ({year})", had, _text(after) or "tanpa target", row)
        return work

    def _compare_indicator_fields(self, work: IndicatorWork, existing: Indicator, label: str) -> None:
        if text_key(existing.text) != text_key(work.row.indicator) or existing.text != work.row.indicator:
            work.fields |= {"text": work.row.indicator, "text_key": text_key(work.row.indicator)}
            self._change("indikator", label, existing.text, work.row.indicator, work.row)
        for name in INDICATOR_FIELDS:
            before, after = getattr(existing, name), getattr(work.row, name)
            if before != after:
                work.fields[name] = after
                self._change("indikator", label, _text(before) or "–", _text(after) or "–", work.row)

    def _change(self, thing: str, label: str, before: str, after: str, row: MatrixRow) -> None:
        self.preview.changes.append(Change(thing, label, before, after, row.row))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, set[tuple[Any, ...]]]:
    """First column → the set of the other columns."""
    groups: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for key, *rest in rows:
        groups[key].add(tuple(rest))
    return groups


def _codes_of(assignment: Assignment) -> set[str]:
    """The holder's code and that of the first of its line."""
    codes = {assignment.organization.code}
    return codes | {assignment.line.organization.code} if assignment.line else codes


def _same(row: MatrixRow, existing: Iterable[Indicator]) -> Indicator | None:
    for indicator in existing:
        if row.code and indicator.code == row.code:
            return indicator
        if indicator.text_key == text_key(row.indicator) and (not row.code or not indicator.code):
            return indicator
    return None


def _likely(row: MatrixRow, left: Iterable[Indicator]) -> Indicator | None:
    """The unpaired indicator that this wording most likely renames: same measure and much the same words."""
    key = text_key(row.indicator)
    rated = [
        (SequenceMatcher(None, key, indicator.text_key).ratio(), indicator)
        for indicator in left
        if indicator.measure == row.measure
    ]
    best = max(rated, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= SIMILAR else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Decimal):
        return number(value)
    return "" if value is None else str(value)
