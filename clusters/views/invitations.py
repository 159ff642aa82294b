"""The first login: whoever holds an open invitation sets a password."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clusters.forms.users import AcceptInvitationForm
from clusters.services import users as services


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, key: str) -> HttpResponse:
    """The link works once; an old or used one answers 410 and says whom to ask."""
    try:
        invitation = services.find_invitation(key, at=timezone.now())
        form = AcceptInvitationForm(request.POST or None, user=invitation.user)
        if request.method != "POST" or not form.is_valid():
            return render(request, "clusters/invitation_accept.html", {"form": form, "person": invitation.user})
        services.accept_invitation(key=key, password=form.cleaned_data["password1"])
    except services.InvitationNotOpen as reason:
        return render(request, "clusters/invitation_closed.html", {"reason": reason}, status=410)
    messages.success(request, "Kata sandi ditetapkan. Silakan masuk.")
    return redirect("account_login")
