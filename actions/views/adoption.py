"""Adopsi: regions take up national actions with local targets; a province for many of its regencies at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.adoption import (
    adoptable,
    adoptable_years,
    adoptions_visible_to,
    chosen_targets,
    lack_in_words,
    lines_of,
    national_texts,
    prepare_adoption,
)
from actions.forms.adoption import AdoptionForm, EndForm, RevisionForm, ids_of, indicators_of, seen_texts, versions_seen
from actions.forms.adoption_choice import FEW, ChoiceForm, SearchForm, action_groups
from actions.models import Action, Assignment, Target
from actions.permissions import can_adopt, can_adopt_for, can_change_adoption
from actions.region_start import missing_plans, region_steps
from actions.services import adoption as verbs
from clusters.models import Region
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

PER_PAGE = 50
CHOSEN_PER_PAGE = 200  # actions, folded away by cluster
Ticks = dict[str, Any]


@require_safe
def adoption_list(request: PersonalRequest) -> HttpResponse:
    """What regions have adopted: a region's people see the own, a province's also its regencies', the others all."""
    form = SearchForm(request.GET)
    rows = form.narrowed(adoptions_visible_to(request.user, on=_today()))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    example = next((row.action.plan for row in page if row.action.plan.is_example), None)
    context = {"form": form, "page": page, "may_adopt": can_adopt(request.user), "plan": example}
    context["steps"] = region_steps(request.user, request.user.organization.region)
    return render(request, "actions/adoption_list.html", context)


@require_safe
def adoption_choose(request: PersonalRequest) -> HttpResponse:
    """Tick actions of a national plan and the regions that take them up; ticks of other pages are carried along.

    ``all``: what of the page is ticked at first: ``regions``, ``actions``, ``cluster-7`` (the actions of that one, by id).
    """
    if not can_adopt(request.user):
        raise PermissionDenied
    form = ChoiceForm(request.GET, user=request.user, on=_today())
    page = Paginator(form.actions(), CHOSEN_PER_PAGE).get_page(request.GET.get("page"))
    regions = form.regions()
    context = {
        "form": form,
        "page": page,
        "regions": regions,
        "regions_open": len(regions) <= FEW,
        "plan": form.plan,
        "missing": missing_plans(request.user, regions, form.plan),
    }
    return render(request, "actions/adoption_choose.html", {**context, **_ticks(request, form, page, regions)})


@require_http_methods(["GET", "POST"])
def adoption_targets(request: PersonalRequest) -> HttpResponse:
    """Local targets for what was ticked. POST: what would happen, with nothing written; ``change`` shows the form again."""
    actions, regions = _chosen(request)
    form = _form(request, actions, regions)
    if form is None:
        messages.warning(request, _nothing_to_adopt(actions, regions))
        return redirect(f"{reverse('adoption-choose')}?{(request.POST or request.GET).urlencode()}")
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        return _preview(request, actions, regions, form)
    return _show_targets(request, actions, regions, form)


@require_POST
def adoption_confirm(request: PersonalRequest) -> HttpResponse:
    """Do what was shown, in all regions or in none."""
    actions, regions = _chosen(request)
    form = _form(request, actions, regions)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _show_targets(request, actions, regions, form)
    on, basis, seen = form.cleaned_data["on"], form.cleaned_data["basis"], request.POST.get("seen", "")
    chosen = {"actions": actions, "regions": regions, "targets": form.targets, "on": on}
    try:
        done = verbs.adopt(**chosen, basis=basis, by=request.user, seen=seen)
    except verbs.AdoptionOutdated as outdated:
        messages.warning(request, str(outdated))
        return _preview(request, actions, regions, form)
    messages.success(request, f"{done.assignments} adopsi dengan {done.local_targets} target lokal dicatat.")
    return redirect("adoption-list")


@require_safe
def adoption_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    """One adopted action: its local targets, every version of them, and what was recorded about it."""
    adopted = _adopted(request, pk)
    versions = verbs.local_versions(adopted)
    indicators = indicators_of([adopted.action])
    context = {
        "adopted": adopted,
        "plan": adopted.action.plan,
        "rows": [
            (one, [(year, rows) for (key, year), rows in versions.items() if key == one.pk]) for one in indicators
        ],
        "history": adopted.history.select_related("history_user").order_by("-history_date", "-pk"),
        "may_change": can_change_adoption(request.user, adopted),
    }
    return render(request, "actions/adoption_detail.html", context)


@require_http_methods(["GET", "POST"])
def adoption_revise(request: PersonalRequest, pk: int) -> HttpResponse:
    adopted = _adopted(request, pk)
    if not can_change_adoption(request.user, adopted):
        raise PermissionDenied
    newest = verbs.local_targets(adopted)
    form = _revision_form(request, adopted, newest)
    if request.method == "POST" and form.is_valid():
        reason, seen = form.cleaned_data["reason"], versions_seen(request.POST.getlist("seen"))
        try:
            made = verbs.revise_local_targets(
                adopted=adopted, values=form.values, reason=reason, by=request.user, seen=seen
            )
        except verbs.LocalTargetsOutdated as outdated:
            form.tell_changed(outdated.changed)
            newest |= outdated.changed
        else:
            messages.success(request, f"{len(made)} target lokal berubah." if made else "Tidak ada yang berubah.")
            return redirect("adoption-detail", pk=pk)
    groups = [(adopted.action, form.rows(adopted.action_id, national_texts(form.indicators)))]
    context = {"adopted": adopted, "plan": adopted.action.plan, "form": form, "groups": groups, "years": form.years}
    return render(request, "actions/adoption_revise.html", {**context, "seen": seen_texts(newest)})


def _revision_form(
    request: PersonalRequest, adopted: Assignment, newest: Mapping[tuple[int, int], Target]
) -> RevisionForm:
    current = {key: target.value for key, target in newest.items()}
    years = adoptable_years([adopted.action], [adopted.organization.region])
    return RevisionForm(request.POST or None, indicators=indicators_of([adopted.action]), years=years, current=current)


@require_http_methods(["GET", "POST"])
def adoption_end(request: PersonalRequest, pk: int) -> HttpResponse:
    adopted = _adopted(request, pk)
    if not can_change_adoption(request.user, adopted):
        raise PermissionDenied
    form = EndForm(request.POST or None, initial={"on": _today()})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.end_adoption(adopted=adopted, on=form.cleaned_data["on"], by=request.user)
        except verbs.AdoptionNotEnded as refused:
            form.add_error("on", str(refused))
        else:
            messages.success(request, "Adopsi diakhiri; yang sudah dilaporkan tetap tercatat.")
            return redirect("adoption-detail", pk=pk)
    context = {"adopted": adopted, "plan": adopted.action.plan, "form": form}
    return render(request, "actions/adoption_end.html", context)


def _ticks(request: PersonalRequest, form: ChoiceForm, page: Iterable[Action], regions: Sequence[Region]) -> Ticks:
    """What is ticked on the page, by id, and what of other pages and filters is sent along."""
    every, asked = request.GET.getlist("all"), request.GET
    actions, places = {one.pk: one.cluster_id for one in page}, {one.pk for one in regions}
    cluster_of = form.ticked_actions(ids_of(asked.getlist("action")))
    ticked_actions = set(cluster_of)
    ticked_regions = set(form.ticked_regions(ids_of(asked.getlist("region"))))
    ticked_actions |= {pk for pk, cluster in actions.items() if {"actions", f"cluster-{cluster}"} & set(every)}
    if "regions" in every or len(places) == 1:
        ticked_regions |= places
    other_actions = ticked_actions - actions.keys()
    elsewhere = Counter(cluster_of[pk] for pk in other_actions)
    return {
        "ticked_actions": ticked_actions,
        "ticked_regions": ticked_regions,
        "groups": action_groups(page, ticked=ticked_actions, elsewhere=elsewhere),
        "other_actions": sorted(other_actions),
        "other_regions": sorted(ticked_regions - places),
    }


def _chosen(request: PersonalRequest) -> tuple[list[Action], list[Region]]:
    """The ticked actions and regions; raises Http404 for what is not there, PermissionDenied for another's region."""
    asked = request.POST or request.GET
    if not can_adopt(request.user):
        raise PermissionDenied
    keys, places = ids_of(asked.getlist("action")), ids_of(asked.getlist("region"))
    actions = list(adoptable().filter(pk__in=keys).in_printed_order())
    regions = list(Region.objects.visible_to(request.user).filter(pk__in=places).order_by("code"))
    if (len(actions), len(regions)) != (len(keys), len(places)) or len({one.plan_id for one in actions}) > 1:
        raise Http404
    if not all(can_adopt_for(request.user, region) for region in regions):
        raise PermissionDenied
    return actions, regions


def _form(request: PersonalRequest, actions: list[Action], regions: list[Region]) -> AdoptionForm | None:
    """None where nothing was chosen that could be adopted."""
    years = adoptable_years(actions, regions)
    if not years:
        return None
    today, between = _today(), (years[0], years[-1])
    on = today if between[0] <= today.year <= between[1] else date(between[0], 1, 1)
    indicators = indicators_of(actions)
    return AdoptionForm(request.POST or None, indicators=indicators, years=years, between=between, initial={"on": on})


def _nothing_to_adopt(actions: list[Action], regions: list[Region]) -> str:
    if not actions or not regions:
        return "Pilih paling sedikit satu aksi dan satu daerah."
    lack = lack_in_words(regions, actions[0].plan)
    return f"{lack} Buat dahulu RAD-nya (Daerah saya, tombol RAD). Pilihan Anda tetap tercentang."


def _show_targets(
    request: PersonalRequest, actions: list[Action], regions: list[Region], form: AdoptionForm
) -> HttpResponse:
    national = national_texts(form.indicators)
    groups = [(action, form.rows(action.pk, national)) for action in actions]
    context = {"form": form, "actions": actions, "regions": regions, "groups": groups, "years": form.years}
    return render(request, "actions/adoption_targets.html", {**context, "plan": actions[0].plan})


def _preview(
    request: PersonalRequest, actions: list[Action], regions: list[Region], form: AdoptionForm
) -> HttpResponse:
    on = form.cleaned_data["on"]
    adoption = prepare_adoption(actions=actions, regions=regions, targets=form.targets, on=on)
    sent: list[tuple[str, Any]] = [("action", one.pk) for one in actions] + [("region", one.pk) for one in regions]
    sent += [(name, value) for name, value in form.data.items() if name in form.fields]
    context = {
        "adoption": adoption,
        "chosen": chosen_targets(actions, form.indicators, form.targets),
        "lines": lines_of(adoption, actions),
        "sent": sent,
        "basis": form.cleaned_data["basis"],
        "plan": actions[0].plan,
    }
    return render(request, "actions/adoption_preview.html", context)


def _adopted(request: PersonalRequest, pk: int) -> Assignment:
    return get_object_or_404(adoptions_visible_to(request.user, on=_today()), pk=pk)


def _today() -> date:
    return day_in_wib(timezone.now())
