"""The rows of a file against what the plan holds: a preview of every change. Nothing is written here.

Rows gone from the file are listed, never removed. Who leads is never changed by a file: after a
hand-over the file's lead is the first of its line, and a different one is handed over explicitly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import count

from actions.enums import Accumulation, AssignmentRole, Measure
from actions.importing import vocabulary as words
from actions.importing.checks import (
    Finding,
    KnownCodes,
    check_action,
    check_codes,
    check_counting,
    known_codes,
    problem_at,
)
from actions.importing.contents import Contents, contents_of
from actions.importing.preview import ActionWork, Change, IndicatorWork, Preview, Rename
from actions.importing.rows import MatrixFile, MatrixRow
from actions.models import Action, Assignment, Indicator
from actions.models.action import TAG_LABELS
from actions.models.indicator import text_key
from clusters.enums import PlanKind
from clusters.models import Plan
from ranpptppo.lib.formats import number
from ranpptppo.lib.import_problems import Problem, Severity
from ranpptppo.lib.spreadsheets import cell_address

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
REPORTING = {True: "wajib lapor", False: "tidak wajib lapor"}
# Below this nobody would read one wording as the other.
SIMILAR = 0.4


def compare(
    matrix: MatrixFile,
    plan: Plan,
    *,
    renames: Collection[int] = (),
    contents: Contents | None = None,
    known: KnownCodes | None = None,
) -> Preview:
    """The file against the plan. ``renames``: indicators whose new wording the person confirmed.

    ``contents`` and ``known``: what was read already, where one file is about several plans.
    """
    preview = Preview(matrix)
    _Comparison(preview, plan, set(renames), contents or contents_of([plan]), known or known_codes()).run()
    return preview


class _Comparison:
    """Goes through the file's actions beside what the plan holds; no query."""

    def __init__(self, preview: Preview, plan: Plan, renames: set[int], held: Contents, known: KnownCodes) -> None:
        self.preview, self.plan, self.confirmed = preview, plan, renames
        self.held, self.known = held, known
        self.actions = held.actions.get(plan.pk, {})

    def run(self) -> None:
        by_number: dict[str, list[MatrixRow]] = defaultdict(list)
        if self.plan.kind == PlanKind.INTERIM:
            sentence = "Masa antar-rencana hanya memuat kegiatan di luar rencana; tidak ada matriks untuk diimpor."
            self.preview.matrix.problems.append(Problem(Severity.ERROR, sentence))
        for row in self.preview.matrix.rows:
            for finding in check_codes(row, self.known, self.plan):
                self._find(row, finding)
            by_number[row.number].append(row)
        for rows in by_number.values():
            self._compare_action(rows)
        for name, action in self.actions.items():
            if action.is_in_plan and name not in by_number:
                self.preview.gone.append(f"Aksi {action}")

    def _find(self, row: MatrixRow, finding: Finding | None) -> None:
        if finding is not None:
            position = self.preview.matrix.columns.get(finding.column)
            address = "" if position is None else cell_address(row.row, position)
            self.preview.matrix.problems.append(problem_at(finding, row, address))

    def _has(self, field_name: str) -> bool:
        """Does the file have the column of this field? What it has no column for stays as it is."""
        return words.COLUMN_OF[field_name] in self.preview.matrix.columns

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
        finding = check_action(row, action)
        if finding is not None:
            self._find(row, finding)
            return
        for name in ACTION_FIELDS:
            before, after = getattr(action, name), getattr(row, name)
            if before != after and self._has(name):
                work.fields[name] = after
                self._change("aksi", label, _text(before) or "–", _text(after), row)

    def _compare_lead(self, action: Action, row: MatrixRow) -> None:
        leads = [held for held in self.held.assignments[action.pk] if held.role == AssignmentRole.LEAD]
        if leads and row.lead in self.known.organizations and row.lead not in {one.organization.code for one in leads}:
            held = leads[-1].organization.code
            sentence = f"Penanggung jawab aksi ini {held}, bukan {row.lead}; ubah melalui Serah terima."
            self._find(row, Finding(Severity.WARNING, "penanggung_jawab", sentence))

    def _compare_supports(self, work: ActionWork, label: str) -> None:
        held = self.held.assignments[work.existing.pk] if work.existing else []
        supports = [one for one in held if one.role == AssignmentRole.SUPPORT]
        for code in work.row.supports:
            own = [one for one in supports if code in _codes_of(one)]
            leads = [one for one in held if one.role == AssignmentRole.LEAD and code in _codes_of(one)]
            if not own and not leads:
                work.new_supports.append(code)
                self._change(
                    "penugasan",
                    label,
                    "",
                    f"pendukung {code}{', wajib lapor' * (code in work.row.reporters)}",
                    work.row,
                )
            elif own and self._is_flag_new(own[-1], code in work.row.reporters):
                work.reporters[own[-1].pk] = code in work.row.reporters
                before, after = REPORTING[own[-1].is_reporter], REPORTING[code in work.row.reporters]
                self._change("penugasan", label, f"{code} {before}", f"{code} {after}", work.row)
        if "instansi_pendukung" not in self.preview.matrix.columns:
            return
        for one in supports:
            if one.ends_on is None and not _codes_of(one) & set(work.row.supports):
                self.preview.gone.append(f"Pendukung {one.organization.code} pada aksi {label}")

    def _is_flag_new(self, held: Assignment, is_reporter: bool) -> bool:
        has_column = "pelapor_tambahan" in self.preview.matrix.columns
        return has_column and held.ends_on is None and held.is_reporter != is_reporter

    def _compare_sets(self, work: ActionWork, label: str) -> None:
        key = work.existing.pk if work.existing else 0
        for kind, value in sorted(work.row.tags - self.held.tags[key]):
            work.new_tags.append((kind, value))
            self._change("penanda", label, "", TAG_LABELS[value], work.row)
        for code in work.row.locations:
            if (code,) not in self.held.locations[key]:
                work.new_locations.append(code)
                self._change("lokus", label, "", code, work.row)
        for tag in sorted(self.held.tags[key] - work.row.tags):
            if words.COLUMN_OF_TAG[tag[0]] not in self.preview.matrix.columns:
                continue
            self.preview.gone.append(f"Penanda {TAG_LABELS[tag[1]]} pada aksi {label}")
        if "lokus" not in self.preview.matrix.columns:
            return
        for (code,) in sorted(self.held.locations[key] - {(code,) for code in work.row.locations}):
            self.preview.gone.append(f"Lokus {code} pada aksi {label}")

    # Indicators

    def _pair_indicators(self, work: ActionWork, rows: list[MatrixRow]) -> None:
        existing = self.held.indicators[work.existing.pk] if work.existing else []
        pairs = {row.row: _same(row, existing) for row in rows}
        left = [one for one in existing if one not in pairs.values()]
        for row, candidate in _likely([row for row in rows if pairs[row.row] is None], left):
            if candidate.pk in self.confirmed:
                pairs[row.row] = candidate
            else:
                self.preview.renames.append(Rename(candidate.pk, candidate.text, row.indicator, row.row))
        gone = [one for one in existing if one not in pairs.values()]
        self.preview.gone += [f"Indikator “{one.text}” pada aksi {work.row.number}" for one in gone]
        following = count(max((one.position for one in existing), default=0) + 1)
        for row in rows:
            same = pairs[row.row]
            # Its place stays, and a new one's is the next: texts of reports refer to an indicator by it.
            position = same.position if same is not None else next(following)
            work.indicators.append(self._compare_indicator(row, same, position))

    def _compare_indicator(self, row: MatrixRow, existing: Indicator | None, position: int) -> IndicatorWork:
        work = IndicatorWork(row, existing, position)
        label = f"{row.number} {row.indicator}"
        if existing is None:
            note = "" if row.targets else " (dilaporkan tanpa target)"
            self._change("indikator", label, "", f"{row.indicator}{note}", row)
        else:
            self._compare_indicator_fields(work, existing, label)
        for year in self.preview.matrix.years:
            before = self.held.targets.get((existing.pk, year)) if existing else None
            after = row.targets.get(year)
            if (before.value if before else None) != after:
                work.targets[year] = (before, after)
                had = _target_text(row, before.value if before else None)
                self._change("target", f"{label} ({year})", had, _target_text(row, after) or "tanpa target", row)
        return work

    def _compare_indicator_fields(self, work: IndicatorWork, existing: Indicator, label: str) -> None:
        if text_key(existing.text) != text_key(work.row.indicator) or existing.text != work.row.indicator:
            work.fields |= {"text": work.row.indicator, "text_key": text_key(work.row.indicator)}
            self._change("indikator", label, existing.text, work.row.indicator, work.row)
        for name in INDICATOR_FIELDS:
            before, after = getattr(existing, name), getattr(work.row, name)
            if before != after and self._has(name):
                work.fields[name] = after
                self._change("indikator", label, _text(before) or "–", _text(after) or "–", work.row)
        self._keep_additive_fitting(work, existing, label)
        self._find(work.row, check_counting(existing, work.fields, self.held.reported))

    def _keep_additive_fitting(self, work: IndicatorWork, existing: Indicator, label: str) -> None:
        """A file without ``dijumlahkan`` may make a latest value of what added up: such a one never adds up."""
        never = work.row.measure == Measure.MILESTONE or work.row.accumulation == Accumulation.LATEST
        if existing.is_additive and never and not self._has("is_additive"):
            work.fields["is_additive"] = False
            self._change("indikator", label, "dijumlahkan", "tidak dijumlahkan", work.row)

    def _change(self, thing: str, label: str, before: str, after: str, row: MatrixRow) -> None:
        self.preview.changes.append(Change(thing, label, before, after, row.row))


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


def _likely(rows: list[MatrixRow], left: Iterable[Indicator]) -> Iterator[tuple[MatrixRow, Indicator]]:
    """New wordings with the unpaired indicators they most likely rename: same measure, the likest words first."""
    rated = [
        (SequenceMatcher(None, text_key(row.indicator), indicator.text_key).ratio(), row, indicator)
        for row in rows
        for indicator in left
        if indicator.measure == row.measure
    ]
    taken: set[int] = set()
    for likeness, row, indicator in sorted(rated, key=lambda one: one[0], reverse=True):
        if likeness >= SIMILAR and indicator.pk not in taken and -row.row not in taken:
            taken |= {indicator.pk, -row.row}
            yield row, indicator


def _target_text(row: MatrixRow, value: Decimal | None) -> str:
    """As the matrix writes it: a milestone's target is ``ya``."""
    return "ya" if value is not None and row.measure == Measure.MILESTONE else _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Decimal):
        return number(value)
    return "" if value is None else str(value)
