"""Peran wilayah: the secretariat keeps them, everybody reads those of the own scope, each change can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.enums import RegionLevel
from clusters.models import Plan, Region, RegionRole, User
from clusters.services.region_roles import RoleMeanwhileRecorded, record_region_role
from tests.cast import World

Login = Callable[[User], Client]
LIST = "region-role-list"


def edit_address(world: World, code: str = "32") -> str:
    return reverse("region-role-edit", args=[world.plan.pk, code])


def test_anonymous_is_sent_to_the_login(client: Client, world: World) -> None:
    for address in (reverse(LIST), edit_address(world)):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["operator", "coordinator", "executive", "auditor", "admin", "region_operator"])
def test_all_but_the_secretariat_read_alone(world: World, people: dict[str, User], login: Login, role: str) -> None:
    client = login(people[role])
    page = client.get(reverse(LIST))
    assert page.status_code == 200
    assert "Ubah" not in page.content.decode()
    assert client.get(edit_address(world)).status_code == 403
    assert client.post(edit_address(world), {"is_source": "on"}).status_code == 403
    assert not RegionRole.objects.exists()


def test_another_region_and_a_plan_of_a_region_do_not_exist(
    world: World, people: dict[str, User], login: Login
) -> None:
    client = login(people["region_operator"])
    assert [line.region.code for line in client.get(reverse(LIST)).context["page"]] == ["32", "32.01"]
    assert client.get(edit_address(world, "53")).status_code == 404
    assert login(people["secretariat"]).get(reverse("region-role-edit", args=[99, "32"])).status_code == 404


def test_wrong_methods_are_refused(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    assert client.post(reverse(LIST)).status_code == 405
    assert client.put(edit_address(world)).status_code == 405


def test_a_role_is_recorded_and_corrected_with_its_history(world: World, secretariat: User, login: Login) -> None:
    client, address = login(secretariat), edit_address(world)
    revision = Plan.objects.get(pk=world.plan.pk).data_revision
    refused = client.post(address, {"source": "Lampiran", "basis": "Pasal 3"})
    assert refused.context["form"].errors["is_source"] == ["Pilih sedikitnya satu peran."]
    assert 'value="Pasal 3"' in refused.content.decode()
    assert client.post(address, {"is_source": "on"}).context["form"].errors["source"]
    sent: dict[str, Any] = {"is_source": "on", "is_transit": "on", "source": "Lampiran"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, {"is_transit": "on", "source": "Lampiran"}).status_code == 302
    role = RegionRole.objects.get()
    assert role.in_words == "transit"
    assert Plan.objects.get(pk=world.plan.pk).data_revision == revision + 2
    page = client.get(address)
    told = [(field.label, field.before, field.after) for field in page.context["changes"][0].fields]
    assert told == [("Daerah sumber", "Ya", "Tidak")]
    assert "transit" in client.get(reverse("registry-detail", args=["32"])).content.decode()


def test_two_at_once_make_one_role(world: World, secretariat: User) -> None:
    record_region_role(role=RegionRole(plan=world.plan, region=world.province, is_source=True), by=secretariat)
    with pytest.raises(RoleMeanwhileRecorded):
        record_region_role(role=RegionRole(plan=world.plan, region=world.province), by=secretariat)


def test_the_list_is_narrowed_and_its_queries_do_not_grow(world: World, secretariat: User, login: Login) -> None:
    RegionRole.objects.create(plan=world.plan, region=world.province, is_source=True, is_fisheries=True)
    client = login(secretariat)

    def found(**query: str) -> list[str]:
        return [line.region.code for line in client.get(reverse(LIST), query).context["page"]]

    assert found(role="fisheries") == ["32"]
    assert found(role="unrecorded") == ["32.01", "53"]
    assert found(q="bogor") == ["32.01"]
    assert found(plan=str(world.plan.pk), province="53") == ["53"]
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    for number in range(2, 62):
        region = Region.objects.create(
            code=f"32.{number:02}", name=f"Kabupaten {number}", level=RegionLevel.REGENCY, parent=world.province
        )
        RegionRole.objects.create(plan=world.plan, region=region, is_transit=True)
    with CaptureQueriesContext(connection) as many:
        response = client.get(reverse(LIST))
    assert (len(many), len(response.context["page"])) == (len(few), 50)


def test_a_role_corrected_meanwhile_is_not_taken_back_unseen(world: World, secretariat: User, login: Login) -> None:
    client, address = login(secretariat), edit_address(world)
    assert client.post(address, {"is_source": "on", "source": "Lampiran"}).status_code == 302
    shown = client.get(address).context["form"]["seen"].value()
    assert client.post(address, {"is_transit": "on", "source": "Lampiran", "seen": shown}).status_code == 302
    late = client.post(address, {"is_destination": "on", "source": "Lampiran", "seen": shown}).context["form"]
    assert "diubah oleh Siti Sekretariat" in late.non_field_errors()[0]
    row = RegionRole.objects.get()
    assert (row.is_transit, row.is_destination) == (True, False)
    again = {"is_destination": "on", "source": "Lampiran", "seen": late["seen"].value()}
    assert client.post(address, again).status_code == 302
