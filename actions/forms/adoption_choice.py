"""Which adoptions are listed, and which actions and regions one chooses from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet

from actions.adoption import adoptable
from actions.models import Action, Assignment
from actions.models.action import ActionQuerySet
from actions.permissions import can_adopt_for
from clusters.enums import PlanKind
from clusters.forms.choosing import RegionField
from clusters.models import Cluster, Plan, Region, User

ENDED = "ended"
FEW = 12  # so many regions or actions are in sight at once; more are opened by who looks for them
CHOICE = "adoption-choice"  # id of the form that holds the ticks


@dataclass(slots=True)
class ActionGroup:
    """The actions of a cluster on the page, each with whether it is ticked. elsewhere: ticked ones of other pages."""

    cluster: Cluster
    elsewhere: int
    is_open: bool
    actions: list[tuple[Action, bool]] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        return self.elsewhere + sum(is_ticked for _, is_ticked in self.actions)


def action_groups(
    page: Iterable[Action], *, ticked: Collection[int], elsewhere: Mapping[int, int]
) -> list[ActionGroup]:
    """The page by cluster. elsewhere: cluster → ticked actions that are not on the page."""
    rows = list(page)
    is_open = len(rows) <= FEW or len({action.cluster_id for action in rows}) == 1
    groups: dict[int, ActionGroup] = {}
    for action in rows:
        other = elsewhere.get(action.cluster_id, 0)
        group = groups.setdefault(action.cluster_id, ActionGroup(action.cluster, other, is_open))
        group.actions.append((action, action.pk in ticked))
    return list(groups.values())


class SearchForm(forms.Form):
    q = forms.CharField(label="Daerah atau aksi", required=False, max_length=100)
    state = forms.ChoiceField(label="Keadaan", required=False, choices=[("", "Berlaku"), (ENDED, "Sudah berakhir")])

    def narrowed(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        """In force, or ended; each word is part of the region's name, begins its code, or is part of the action."""
        self.is_valid()
        rows = rows.filter(ends_on__isnull=self.cleaned_data.get("state") != ENDED)
        for word in self.cleaned_data.get("q", "").split()[:10]:
            region = Q(organization__region__name__icontains=word) | Q(organization__region__code__startswith=word)
            rows = rows.filter(region | Q(action__title__icontains=word) | Q(action__number=word))
        return rows


class ChoiceForm(forms.Form):
    """The plan, cluster and province that narrow what can be ticked; the newest plan where none is chosen."""

    plan_choice = forms.ModelChoiceField(
        label="Rencana nasional", queryset=Plan.objects.none(), required=False, empty_label=None
    )
    cluster = forms.ModelChoiceField(
        label="Klaster", queryset=Cluster.objects.order_by("number"), required=False, empty_label="Semua klaster"
    )
    province = RegionField(
        label="Provinsi", queryset=Region.objects.none(), required=False, empty_label="Semua provinsi"
    )

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.on = user, on
        plans = Plan.objects.filter(kind=PlanKind.NATIONAL).latest_first()
        provinces = Region.objects.visible_to(user).valid_on(on).provinces().order_by("code")
        cast("forms.ModelChoiceField[Plan]", self.fields["plan_choice"]).queryset = plans
        cast(RegionField, self.fields["province"]).queryset = provinces
        if user.organization.region_id is not None:
            del self.fields["province"]
        for one in self.fields.values():
            one.widget.attrs["form"] = CHOICE  # the filters and the ticks are one form, so that neither loses the other
        self.is_valid()
        self.plan = self.cleaned_data.get("plan_choice") or plans.first()

    def actions(self) -> ActionQuerySet:
        found = adoptable().filter(plan=self.plan).in_printed_order()
        cluster = self.cleaned_data.get("cluster")
        return found.filter(cluster=cluster) if cluster else found

    def ticked_actions(self, keys: Collection[int]) -> dict[int, int]:
        """Those of the plan shown, on whichever page: id → its cluster."""
        found = adoptable().filter(plan=self.plan, pk__in=keys).order_by("pk")
        return dict(found.values_list("pk", "cluster_id"))

    def ticked_regions(self, keys: Collection[int]) -> list[int]:
        found = Region.objects.visible_to(self.user).filter(pk__in=keys).select_related("parent").order_by("pk")
        return [region.pk for region in found if can_adopt_for(self.user, region)]

    def regions(self) -> list[Region]:
        """Those for which the person may adopt: of the national secretariat the provinces, or one with its regencies."""
        found = Region.objects.visible_to(self.user).valid_on(self.on).select_related("parent").order_by("code")
        if self.user.organization.region_id is None:
            province = self.cleaned_data.get("province")
            found = found.filter(Q(pk=province.pk) | Q(parent=province)) if province else found.provinces()
        return [region for region in found if can_adopt_for(self.user, region)]
