"""What a report's manuscript asks of an organization, for *Tugas saya*: ``{% load feedback %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from actions.inbox import Task, due_in_words
from clusters.models import User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.periods import end_of_day
from reports import permissions
from reports.models import FeedbackRequest

register = template.Library()


@register.inclusion_tag("reports/_feedback_tasks.html")
def feedback_tasks(user: User) -> dict[str, Any]:
    """The input asked of the person's organization, until it is given or its day is past; one query."""
    today = day_in_wib(timezone.now())
    waiting = FeedbackRequest.objects.asked(user).unanswered().filter(due_on__gte=today)
    return {
        "tasks": [
            Task(
                title=f"Masukan atas {request.manuscript}",
                url=request.manuscript.get_absolute_url(),
                hint=" · ".join(filter(None, [due_in_words(end_of_day(request.due_on), today), request.message])),
                label="Menunggu Anda",
                tone="warning",
                symbol="clock",
            )
            for request in waiting.select_related("manuscript").order_by("due_on", "pk")
            if permissions.can_answer_feedback(user, request)
        ]
    }
