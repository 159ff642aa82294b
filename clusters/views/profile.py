"""The own profile: name, telephone, position; the password has its own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clusters.forms.users import ProfileForm
from clusters.models import ActingEndorser, Organization, User
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib


@require_http_methods(["GET", "POST"])
def profile(request: PersonalRequest) -> HttpResponse:
    # A copy: the header goes on showing the saved name while the form has errors.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Profil disimpan.")
        return redirect("profile")
    named = Organization.objects.with_name_on(day_in_wib(timezone.now()))
    context = {
        "form": form,
        "organization": named.get(pk=request.user.organization_id),
        "acting": ActingEndorser.objects.in_force(on=day_in_wib(timezone.now())).filter(user=request.user),
    }
    return render(request, "clusters/profile.html", context)
