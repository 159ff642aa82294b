"""Which of the ticked organizations get no reminder letter, why, and whose letter may take its place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from clusters.models import Organization, User
from reports.papers.letter import Debtor

ENDED = "{name} sudah berakhir, sehingga tidak ada yang menerima suratnya."
SUCCESSOR = "Penerusnya: {names}."
NO_DEBT_YET = "Penerusnya, {names}, tidak berutang laporan; laporan yang lama berpindah dengan serah terima."
NO_DEBT = "{name} tidak berutang laporan yang dapat Anda surati."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``sentence``: which and why. ``successors``: of an ended one, that owe reports themselves and are not ticked."""

    organization: int
    sentence: str
    successors: list[Organization]


def left_out(user: User, ticked: Collection[int], debtors: Sequence[Debtor], *, on: date) -> list[LeftOut]:
    """Of the organizations ``ticked`` (ids) that this person sees and that are no debtors; by name."""
    reachable = {debtor.organization.pk for debtor in debtors}
    missed = Organization.objects.visible_to(user).filter(pk__in=set(ticked) - reachable)
    ended = set(missed.ended_before(on).values_list("pk", flat=True))
    return [
        _ended(organization, reachable, ticked, on)
        if organization.pk in ended
        else LeftOut(organization.pk, NO_DEBT.format(name=organization.short_name_then), [])
        for organization in missed.by_name(on)
    ]


def _ended(organization: Organization, reachable: Collection[int], ticked: Collection[int], on: date) -> LeftOut:
    successors = list(Organization.objects.active_on(on).filter(origins__predecessor=organization.pk).by_name(on))
    owing = [one for one in successors if one.pk in reachable]
    words = [ENDED.format(name=organization.short_name_then)]
    if successors:
        names = ", ".join(one.short_name_then for one in owing or successors)
        words.append((SUCCESSOR if owing else NO_DEBT_YET).format(names=names))
    return LeftOut(organization.pk, " ".join(words), [one for one in owing if one.pk not in ticked])
