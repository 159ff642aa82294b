"""What a comparison compares: from the address to two choices, each the same as a dashboard of its own shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import TextChoices
from django.http import Http404
from django.shortcuts import get_object_or_404

from clusters.models import Plan
from clusters.requests import PersonalRequest
from reports.choice import Choice, choose
from reports.filters import EVERYTHING, organization_options
from reports.summaries import YearData
from reports.summaries.comparing import numbers_of_side, periods_to_come
from reports.summaries.scores import PlanNumbers

Option = tuple[str, str]


class Kind(TextChoices):
    """What stands on the two sides."""

    YEARS = "years", "Dua tahun"
    ORGANIZATIONS = "organizations", "Dua instansi"
    PLANS = "plans", "Dua rencana"


@dataclass(frozen=True)
class Side:
    """key: of the address. choice: as Beranda would show it."""

    key: str
    label: str
    choice: Choice

    @property
    def year(self) -> YearData:
        return self.choice.figures

    @cached_property
    def numbers(self) -> PlanNumbers:
        return numbers_of_side(self.year)


@dataclass(frozen=True)
class Pair:
    """base: the choice of the page. options: what each side can be. sides: None where there are not two of them."""

    kind: Kind
    base: Choice
    options: list[Option]
    sides: tuple[Side, Side] | None

    @property
    def address(self) -> dict[str, str]:
        """The whole address of the comparison."""
        own = {"kind": self.kind.value}
        if self.sides is not None:
            own |= {"left": self.sides[0].key, "right": self.sides[1].key}
        return self.base.address | own

    @property
    def shares_actions(self) -> bool:
        """Both sides are of one plan; of two organizations only one leads an action."""
        plans = {side.choice.plan.pk for side in self.sides or ()}
        return self.kind != Kind.ORGANIZATIONS and len(plans) == 1


def pair_of(request: PersonalRequest) -> Pair | None:
    """The comparison of the address; without one, the last two years. ``None`` where there is no plan yet.

    Raises Http404.
    """
    kind = request.GET.get("kind", Kind.YEARS)
    if kind not in Kind.values:
        raise Http404
    honours = tuple(name for name in EVERYTHING if kind != Kind.ORGANIZATIONS or name != "organization")
    base = choose(request, among=_right_plan(request) if kind == Kind.PLANS else None, honours=honours)
    if base is None:
        return None
    return _PAIRS[Kind(kind)](request, base)


def _years(request: PersonalRequest, base: Choice) -> Pair:
    options = [(str(year), str(year)) for year in base.plan.years]
    keys = _keys(request, options, str(base.year))
    if keys is None:
        return Pair(Kind.YEARS, base, options, None)
    left, right = (Side(key, key, replace(base, year=int(key))) for key in keys)
    return Pair(Kind.YEARS, right.choice, options, (left, right))


def _organizations(request: PersonalRequest, base: Choice) -> Pair:
    options = organization_options(base.whole, base.names)
    keys = _keys(request, options, "")
    if keys is None:
        return Pair(Kind.ORGANIZATIONS, base, options, None)
    names = dict(options)
    left, right = (Side(key, names[key], _of_organization(base, key)) for key in keys)
    return Pair(Kind.ORGANIZATIONS, base, options, (left, right))


def _of_organization(base: Choice, code: str) -> Choice:
    return replace(base, filters=replace(base.filters, organization=code), honoured=EVERYTHING)


def _plans(request: PersonalRequest, base: Choice) -> Pair:
    options = [(str(plan.pk), plan.short_title) for plan in base.plans]
    keys = _keys(request, options, str(base.plan.pk))
    if keys is None:
        return Pair(Kind.PLANS, base, options, None)
    plans = {str(plan.pk): plan for plan in base.plans}
    wanted = request.GET.get("at", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 else base.year
    left, right = (Side(key, plans[key].short_title, _of_plan(base, plans[key], year)) for key in keys)
    return Pair(Kind.PLANS, right.choice, options, (left, right))


def _of_plan(base: Choice, plan: Plan, year: int) -> Choice:
    """The year, or the plan's nearest to it."""
    return replace(base, plan=plan, year=min(max(year, plan.start_year), plan.end_year))


def _right_plan(request: PersonalRequest) -> Plan | None:
    """Raises Http404 where the person sees no such plan."""
    key = request.GET.get("right", "")
    if not key:
        return None
    if not key.isdecimal() or len(key) > 9:
        raise Http404
    return get_object_or_404(Plan.objects.visible_to(request.user), pk=key)


def _keys(request: PersonalRequest, options: list[Option], chosen: str) -> tuple[str, str] | None:
    """Of both sides; the chosen one and the one before it where the address names none that the plan has.

    The form keeps both sides when somebody chooses another plan, which may have neither.
    """
    known = [key for key, _ in options]
    if len(known) < 2:
        return None
    given = {name: key for name in ("left", "right") if (key := request.GET.get(name)) in known}
    right = given.get("right") or (chosen if chosen in known else known[1])
    place = known.index(right)
    return given.get("left") or (known[place - 1] if place else known[1]), right


def misses(pair: Pair, request: PersonalRequest) -> bool:
    """The address names a side that the plan does not have."""
    known = {"", *(key for key, _ in pair.options)}
    return any(request.GET.get(name, "") not in known for name in ("left", "right"))


_PAIRS: dict[Kind, Callable[[PersonalRequest, Choice], Pair]] = {
    Kind.YEARS: _years,
    Kind.ORGANIZATIONS: _organizations,
    Kind.PLANS: _plans,
}


def cautions_of(sides: tuple[Side, Side]) -> list[str]:
    """Why the two sides cannot simply be compared, each reason a sentence."""
    found = [sentence for side in sides for sentence in _cautions(side)]
    left, right = (side.choice for side in sides)
    if sides[0].key == sides[1].key:
        found.insert(0, "Kedua sisi sama; pilih dua yang berbeda.")
    if left.plan != right.plan and left.year != right.year:
        found.append(
            f"Kedua rencana tidak berlaku pada tahun yang sama: {left.plan.short_title} dibaca pada {left.year}, "
            f"{right.plan.short_title} pada {right.year}."
        )
    if left.plan.has_scores and right.plan.has_scores and left.data.thresholds != right.data.thresholds:
        found.append(
            "Ambang status kedua rencana berbeda: tercapai mulai "
            f"{left.plan.threshold_achieved} dan {right.plan.threshold_achieved}, perlu perhatian mulai "
            f"{left.plan.threshold_attention} dan {right.plan.threshold_attention}. Status yang sama tidak berarti "
            "skor yang sama."
        )
    return list(dict.fromkeys(found))


def _cautions(side: Side) -> list[str]:
    plan, year = side.choice.plan, side.year
    if not year.row.numbers:
        return [f"Periode pelaporan {plan.short_title} tahun {year.year} belum dibuka: belum ada yang dapat dihitung."]
    found = []
    to_come = periods_to_come(year)
    if to_come:
        found.append(
            f"Tahun {year.year} belum berakhir: {to_come} dari {len(year.row.numbers)} periode belum jatuh tempo, "
            "sehingga angkanya sementara."
        )
    if not plan.has_scores:
        found.append(
            f"{plan.short_title} tidak diberi skor, sehingga hanya pelaporan dan anggarannya dapat dibandingkan."
        )
    if not year.counting_actions:
        found.append(f"{side.label}: tidak ada aksi yang cocok, sehingga tidak ada skor.")
    return found
