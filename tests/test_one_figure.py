"""One figure, three places: the page, the API and the printed report say the same, indicator by indicator."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from clusters.models import User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.template_formats import percent
from reports.models import Report
from reports.services import request_report
from tests.reports.conformance import complaints
from tests.reports.synthetic import Size, make_plan


@pytest.mark.lane("postgres")
def test_page_api_and_pdf_print_the_same_achievements_and_scores(
    people: dict[str, User], login: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    plan = make_plan(Size(actions=14, indicators_per_action=2, organizations=5))
    with django_capture_on_commit_callbacks(execute=True):
        request_report(
            plan=plan,
            year=2024,
            cut_off_on=day_in_wib(timezone.now()),
            conclusion="Uji.",
            by=people["secretariat"],
        )
    printed = _text_of(Report.objects.get())
    client = login(people["executive"])
    query = {"plan": plan.pk, "year": 2024}
    answered = client.get("/api/v1/indicators/", query).json()["results"]
    clusters = client.get("/api/v1/clusters/", query).json()["results"]
    assert {row["cluster"] for row in answered} == {row["number"] for row in clusters}
    for cluster in clusters:
        page = client.get(reverse("cluster-detail", args=[cluster["number"]]), query).content.decode()
        assert number_or_dash(cluster["score"]) in page
        assert number_or_dash(cluster["score"]) in printed
        mine = [row for row in answered if row["cluster"] == cluster["number"]]
        assert mine
        for row in mine:
            if row["achievement"] is not None:
                assert percent(row["achievement"]) in page
                assert number_or_dash(row["achievement"]) in printed


def number_or_dash(value: str | None) -> str:
    """As a score is printed: two decimals, or a dash."""
    return "–" if value is None else percent(value).removesuffix("%")


def _text_of(report: Report) -> str:
    with default_storage.open(str(report.file.name)) as file:
        pdf = file.read()
        assert complaints(pdf) == []
        document = PdfDocument(pdf)
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
