"""Pengguna: the secretariat and administrators keep the people. What they may is in ``clusters.permissions``."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters import permissions
from clusters.forms.users import ACTIVE, INACTIVE, INVITED, InviteForm, MoveForm, PersonForm, UserFilterForm
from clusters.models import Organization, User
from clusters.models.user import UserQuerySet
from clusters.requests import PersonalRequest
from clusters.services import users as services
from ranpptppo.lib.formats import day_in_wib

ROWS_PER_PAGE = 50
CHANGES_SHOWN = 20


@require_safe
def user_list(request: PersonalRequest) -> HttpResponse:
    if not permissions.can_manage_users(request.user):
        raise PermissionDenied
    form = UserFilterForm(request.GET, keeper=request.user, on=day_in_wib(timezone.now()))
    people = _people(request.user).order_by("name", "pk")
    if form.is_valid():
        people = _filtered(people, **form.cleaned_data)
    page = Paginator(people, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "clusters/user_list.html", {"page": page, "form": form, "is_filtered": bool(request.GET)})


@require_safe
def user_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    if not permissions.can_manage_users(request.user):
        get_object_or_404(_people(request.user), pk=pk)
        raise PermissionDenied
    person = get_object_or_404(_people(request.user), pk=pk)
    context = {
        "person": person,
        "invitation": person.invitations.order_by("-sent_at", "-pk").first(),
        "now": timezone.now(),
        "changes": person.history.select_related("history_user", "organization").order_by("-history_id")[
            :CHANGES_SHOWN
        ],
        "acting": person.acting_endorsements.select_related("ended_by").latest_first(),
        "today": day_in_wib(timezone.now()),
        "may": _verbs(request.user, person),
    }
    return render(request, "clusters/user_detail.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def user_invite(request: PersonalRequest) -> HttpResponse:
    if not permissions.can_manage_users(request.user):
        raise PermissionDenied
    form = InviteForm(request.POST or None, keeper=request.user, on=day_in_wib(timezone.now()))
    if request.method != "POST" or not form.is_valid():
        return render(request, "clusters/user_invite.html", {"form": form})
    if not permissions.can_invite(request.user, to=form.cleaned_data["organization"], role=form.cleaned_data["role"]):
        raise PermissionDenied
    sent = services.invite_user(**form.cleaned_data, by=request.user, link_for=_link_maker(request))
    return render(request, "clusters/user_invited.html", {"sent": sent, "person": sent.invitation.user})


@never_cache
@require_POST
def user_resend_invitation(request: PersonalRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_people(request.user), pk=pk)
    if not permissions.can_resend_invitation(request.user, person):
        raise PermissionDenied
    sent = services.resend_invitation(user=person, by=request.user, link_for=_link_maker(request))
    return render(request, "clusters/user_invited.html", {"sent": sent, "person": person})


@require_http_methods(["GET", "POST"])
def user_edit(request: PersonalRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_people(request.user), pk=pk)
    if not permissions.can_manage_user(request.user, person):
        raise PermissionDenied
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        services.correct_user(user=person, by=request.user, **form.cleaned_data)
        messages.success(request, "Data pengguna disimpan.")
        return redirect("user-detail", pk)
    return render(request, "clusters/user_edit.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def user_move(request: PersonalRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_people(request.user), pk=pk)
    if not permissions.can_move_user(request.user, person):
        raise PermissionDenied
    now = {"organization": person.organization_id, "role": person.role, "position": person.position}
    form = MoveForm(request.POST or None, initial=now, keeper=request.user, on=day_in_wib(timezone.now()))
    if request.method != "POST" or not form.is_valid():
        return render(request, "clusters/user_move.html", {"form": form, "person": person})
    to, role = form.cleaned_data["organization"], form.cleaned_data["role"]
    if not permissions.can_move_user(request.user, person, to=to, role=role):
        raise PermissionDenied
    services.move_user(user=person, by=request.user, **form.cleaned_data)
    messages.success(request, f"{person.name} dipindahkan.")
    return redirect("user-detail", pk)


@require_http_methods(["GET", "POST"])
def user_deactivate(request: PersonalRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_people(request.user), pk=pk)
    if not permissions.can_deactivate_user(request.user, person):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "clusters/user_deactivate.html", {"person": person})
    services.deactivate_user(user=person, by=request.user)
    messages.success(request, f"Akun {person.name} dinonaktifkan.")
    return redirect("user-detail", pk)


@require_POST
def user_reactivate(request: PersonalRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_people(request.user), pk=pk)
    if not permissions.can_reactivate_user(request.user, person):
        raise PermissionDenied
    services.reactivate_user(user=person, by=request.user)
    messages.success(request, f"Akun {person.name} diaktifkan kembali.")
    return redirect("user-detail", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def user_reset_password(request: PersonalRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(_people(request.user), pk=pk)
    if not permissions.can_reset_password(request.user, person):
        raise PermissionDenied
    password = None
    if request.method == "POST":
        password = services.reset_password_without_email(user=person, by=request.user)
    return render(request, "clusters/user_reset_password.html", {"person": person, "password": password})


def _verbs(keeper: User, person: User) -> dict[str, bool]:
    """Which buttons the page shows."""
    return {
        "manage": permissions.can_manage_user(keeper, person),
        "resend": permissions.can_resend_invitation(keeper, person),
        "reset": permissions.can_reset_password(keeper, person),
        "deactivate": permissions.can_deactivate_user(keeper, person),
        "reactivate": permissions.can_reactivate_user(keeper, person),
    }


def _people(keeper: User) -> UserQuerySet:
    """Whom this person sees, each with the organization's name of today."""
    named = Organization.objects.with_name_on(day_in_wib(timezone.now())).select_related("region")
    return User.objects.visible_to(keeper).prefetch_related(Prefetch("organization", named))


def _filtered(
    people: UserQuerySet, *, q: str, organization: Organization | None, role: str, state: str
) -> UserQuerySet:
    if q:
        people = people.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if organization:
        people = people.filter(organization=organization)
    if role:
        people = people.filter(role=role)
    if state == ACTIVE:
        return people.active().joined()
    if state == INVITED:
        return people.active().invited()
    return people.filter(is_active=False) if state == INACTIVE else people


def _link_maker(request: PersonalRequest) -> services.LinkMaker:
    return lambda key: request.build_absolute_uri(reverse("invitation-accept", args=[key]))
