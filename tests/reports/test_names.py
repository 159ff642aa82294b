"""Which name a figure prints: that of 31 December of its year (calculation.md, "Names")."""

from __future__ import annotations

from datetime import date

from clusters.models import OrganizationName, OrganizationSuccession
from reports.summaries import Names
from tests.cast import World, make_organization

HANDED_OVER_ON = date(2024, 10, 21)


def test_a_year_prints_the_names_of_its_31_december_whatever_came_later(world: World) -> None:
    last_day = date(2024, 12, 31)
    name = OrganizationName.objects.get(organization=world.kemenpppa)
    name.valid_to = last_day
    name.save(update_fields=["valid_to"])
    OrganizationName.objects.create(
        organization=world.kemenpppa, name="Kementerian Baru", short_name="Baru", valid_from=date(2025, 1, 1)
    )
    assert Names(last_day).of(world.kemenpppa.pk)["name"] == "Kementerian KEMENPPPA"
    assert Names(last_day).of(world.kemenpppa.pk)["footnote"] == ""
    assert Names(date(2025, 12, 31)).of(world.kemenpppa.pk)["name"] == "Kementerian Baru"


def test_an_organization_that_ended_keeps_its_last_name_with_its_successors_in_a_footnote(world: World) -> None:
    OrganizationName.objects.filter(organization=world.kemendagri).update(valid_to=date(2024, 10, 20))
    for code in ("SATU", "DUA"):
        OrganizationSuccession.objects.create(
            predecessor=world.kemendagri, successor=make_organization(code), on=HANDED_OVER_ON, kind="split"
        )
    shown = Names(date(2024, 12, 31)).of(world.kemendagri.pk)
    assert shown["name"] == "Kementerian KEMENDAGRI"
    assert "21 Oktober 2024 menjadi Kementerian DUA dan Kementerian SATU" in shown["footnote"]
    assert Names(date(2023, 12, 31)).of(world.kemendagri.pk)["footnote"] == ""
