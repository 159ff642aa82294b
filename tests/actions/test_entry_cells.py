"""One cell saved on its own: what the server answers, whom it lets in, and what it costs."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions import entry
from actions.entry import CellValue
from actions.entry_keys import person_tag, storage_key
from actions.enums import MeasurementState
from actions.models import Action, EntryChange, Measurement, ProgressReport
from actions.services import drafts, progress
from actions.services.periods import lock_period
from clusters.enums import Role
from clusters.models import User
from tests.actions.test_workflow import filed, fill, verified
from tests.cast import World, make_indicator, make_user

Login = Callable[[User], Client]
NOTHING = entry.fingerprint("")


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    """Noon in Jakarta on a day on which the first quarter of 2024 is open, and not due yet."""
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2, hours=12), tick=False):
        yield


@pytest.fixture
def colleague(world: World, people: dict[str, User]) -> User:
    return make_user(world.kemenpppa, Role.OPERATOR, "Kolega Operator")


def url(world: World, number: int = 1) -> str:
    return reverse("progress-entry-cell", args=[world.period(number).pk])


def save(client: Client, world: World, user: User, cell: str, *, number: int = 1, **fields: str) -> Any:
    return client.post(url(world, number), {"cell": cell, "person": person_tag(user), **fields})


def save_count(client: Client, world: World, user: User, value: str, revision: int = 0, number: int = 1) -> Any:
    cell = f"i{world.indicator.pk}"
    return save(client, world, user, cell, value=value, revision=str(revision), number=number)


def test_a_cell_is_saved_alone_and_answered_with_what_it_comes_to(world: World, operator: User, login: Login) -> None:
    report = world.report()
    answer = save_count(login(operator), world, operator, "1.234,5")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    said = answer.json()
    assert (said["result"], said["revision"], said["kind"], said["label"]) == ("saved", 1, "value", "Terisi")
    assert (said["shown"], said["at"]) == ("1.234,5", "12.00")
    assert said["achievement"] == "Capaian bila diverifikasi: 1.234,50% (s.d. Triwulan I 2024)"
    row = report.measurements.get()
    assert (row.value, row.updated_by) == (Decimal("1234.5"), operator)
    assert EntryChange.objects.get().after == "1.234,5"


def test_zero_and_the_states_without_a_number_are_four_different_answers(
    world: World, operator: User, login: Login
) -> None:
    world.report()
    client, cell = login(operator), f"i{world.indicator.pk}"
    answers = [
        save_count(client, world, operator, "0").json(),
        save(client, world, operator, cell, state="no_data", revision="1").json(),
        save(client, world, operator, cell, state="not_applicable", revision="2").json(),
        save(client, world, operator, cell, revision="3").json(),
    ]
    assert [(one["kind"], one["label"]) for one in answers] == [
        ("value", "Terisi"),
        ("no_data", "Belum ada data"),
        ("not_applicable", "Tidak berlaku"),
        ("empty", "Belum diisi"),
    ]
    assert answers[0]["achievement"].startswith("Capaian bila diverifikasi: 0,00%")
    assert not Measurement.objects.exists()


def test_the_second_save_of_a_cell_is_refused_with_both_values(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    cell = CellValue(state=MeasurementState.VALUE, value=Decimal(8))
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=colleague)
    client = login(operator)
    answer = save_count(client, world, operator, "9")
    assert answer.status_code == 409
    said = answer.json()
    assert (said["theirs"]["value"], said["shown"], said["revision"]) == ("8", "8", 1)
    assert "Kolega Operator" in said["sentence"]
    assert not said["is_mine"]
    assert save_count(client, world, operator, "9", revision=said["revision"]).status_code == 200
    assert report.measurements.get().value == 9
    assert save_count(client, world, operator, "9").status_code == 200  # again, after its answer got lost


def test_a_text_and_an_amount_are_compared_with_what_was_seen(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    client, text, amount = login(operator), f"a{world.action.pk}-obstacle", f"b{world.line.pk}"
    unspent = entry.fingerprint("", "")
    said = save(client, world, operator, text, text="Hujan.", seen=NOTHING).json()
    assert (said["result"], said["seen"]) == ("saved", entry.fingerprint("Hujan."))
    said = save(client, world, operator, amount, amount="Rp5.000", state="", seen=unspent).json()
    assert (said["result"], said["shown"], said["kind"], said["label"]) == ("saved", "Rp5.000", "value", "Terisi")
    assert said["seen"] == entry.fingerprint("5.000", "")

    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Banjir."}, by=colleague)
    drafts.save_realization(report=report, line=world.line, state="value", amount=6_000, by=colleague)
    answer = save(client, world, operator, text, text="Longsor.", seen=entry.fingerprint("Hujan."))
    assert (answer.status_code, answer.json()["theirs"]) == (409, {"text": "Banjir."})
    answer = save(client, world, operator, amount, amount="7000", state="", seen=said["seen"])
    assert (answer.status_code, answer.json()["theirs"]) == (409, {"amount": "6.000", "state": ""})
    assert save(client, world, operator, text, text="Longsor.", seen=entry.fingerprint("Banjir.")).status_code == 200
    assert report.narratives.get().obstacle == "Longsor."


def test_each_text_of_a_narrative_is_a_cell_of_its_own(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Banjir."}, by=colleague)
    answer = save(login(operator), world, operator, f"a{world.action.pk}-achievement", text="Baik.", seen=NOTHING)
    assert answer.status_code == 200
    assert (report.narratives.get().achievement, report.narratives.get().obstacle) == ("Baik.", "Banjir.")


@pytest.mark.parametrize(
    ("measured", "fields", "field", "part"),
    [
        ("indicator", {"value": "dua"}, "value", "bukan angka"),
        ("ratio", {"numerator": "6", "denominator": "5"}, "numerator", "tidak boleh melebihi penyebut"),
        ("ratio", {"numerator": "6", "denominator": "0"}, "denominator", "Penyebut 0"),
        ("ratio", {"numerator": "6"}, "denominator", "keduanya"),
        ("milestone", {"is_reached": "yes"}, "reached_on", "tanggal dokumen"),
        ("indicator", {"value": "1", "state": "no_data"}, "state", "Sudah ada isian"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence_for_its_field(
    world: World, operator: User, login: Login, measured: str, fields: dict[str, str], field: str, part: str
) -> None:
    report = world.report()
    indicator = getattr(world, measured)
    answer = save(login(operator), world, operator, f"i{indicator.pk}", revision="0", **fields)
    assert answer.status_code == 422
    assert part in answer.json()["errors"][field]
    assert not report.measurements.exists()


def test_an_amount_that_is_no_number_is_answered_beside_its_field(world: World, operator: User, login: Login) -> None:
    world.report()
    client, cell = login(operator), f"b{world.line.pk}"
    assert save(client, world, operator, cell, amount="banyak", state="").json()["errors"]["amount"]
    both = save(client, world, operator, cell, amount="5", state="no_data")
    assert (both.status_code, "Kosongkan" in both.json()["errors"]["amount"]) == (422, True)


def test_a_falling_ratio_is_questioned_and_asks_for_a_reason(
    world: World, people: dict[str, User], login: Login
) -> None:
    verified(world, people)
    world.report(2)
    client, operator, cell = login(people["operator"]), people["operator"], f"i{world.ratio.pk}"
    said = save(client, world, operator, cell, number=2, numerator="1", denominator="5", revision="0").json()
    assert said["asks_reason"]
    assert "Nilai turun dari 4 dari 5 (80,00%)" in said["questions"][0]
    reason = {"numerator": "1", "denominator": "5", "reason": "Modul ditarik.", "revision": "1"}
    assert save(client, world, operator, cell, number=2, **reason).json()["result"] == "saved"


def test_a_jump_of_more_than_tenfold_is_questioned_and_kept(
    world: World, people: dict[str, User], login: Login
) -> None:
    verified(world, people)
    world.report(2)
    said = save_count(login(people["operator"]), world, people["operator"], "1.200", number=2).json()
    assert "sepuluh kali lipat" in said["questions"][0]
    assert (said["result"], said["asks_reason"]) == ("saved", False)


def test_the_achievement_adds_what_was_filed_before_in_the_year_against_its_share_of_the_target(
    world: World, people: dict[str, User], login: Login
) -> None:
    filed(world, people["operator"], people["endorser"])
    world.report(2)
    client = login(people["operator"])
    said = save_count(client, world, people["operator"], "70", number=2).json()
    assert said["achievement"] == "Capaian bila diverifikasi: 90,00% (s.d. Triwulan II 2024)"  # 180 of 400 x 2/4
    page = client.get(reverse("progress-entry", args=[world.period(2).pk])).content.decode()
    assert said["achievement"] in page


def test_a_report_that_moved_on_takes_nothing(
    world: World, people: dict[str, User], operator: User, login: Login
) -> None:
    report = world.report()
    fill(world, report, operator)
    progress.submit_progress(reports=[report], by=operator)
    client = login(operator)
    for cell in (f"i{world.indicator.pk}", f"a{world.action.pk}-obstacle", f"b{world.line.pk}"):
        fields = {"value": "5", "text": "x", "amount": "5", "state": "", "revision": "1"}
        answer = save(client, world, operator, cell, **fields)
        assert (answer.status_code, answer.json()["result"]) == (423, "closed"), cell
        assert "sudah diajukan" in answer.json()["sentence"]
    ProgressReport.objects.filter(pk=report.pk).update(state="draft")
    lock_period(period=world.period(1), by=people["secretariat"])
    assert "dikunci" in save_count(client, world, operator, "5", revision=1).json()["sentence"]


def test_a_cell_that_is_not_on_the_page_is_not_found(
    world: World, operator: User, people: dict[str, User], login: Login
) -> None:
    world.report()
    client = login(operator)
    other = world.police_action.indicators.get()
    Action.objects.filter(pk=world.police_action.pk).update(cluster=world.clusters[1])
    names = ["", "x1", "i0", f"i{other.pk}", f"i{world.indicator.pk}-value", f"a{world.police_action.pk}-obstacle"]
    names += [f"a{world.action.pk}", f"a{world.action.pk}-title", "a0-obstacle", "b0", f"b{world.line.pk}-amount"]
    for name in names:
        assert save(client, world, operator, name, value="1", text="x", amount="1").status_code == 404, name
    assert save_count(client, world, operator, "1", number=3).status_code == 404  # nobody opened that report


def test_only_operators_of_the_organization_save_cells_and_only_by_posting(
    world: World, people: dict[str, User], login: Login, client: Client
) -> None:
    report = world.report()
    assert client.post(url(world)).status_code == 302
    assert login(people["operator"]).get(url(world)).status_code == 405
    for name in ("endorser", "coordinator", "auditor", "admin"):
        assert save_count(login(people[name]), world, people[name], "5").status_code == 403, name
    for name in ("outsider", "region_operator"):
        assert save_count(login(people[name]), world, people[name], "5").status_code == 404, name
    assert not report.measurements.exists()


def test_what_another_person_typed_is_not_saved_under_my_name(
    world: World, operator: User, colleague: User, login: Login
) -> None:
    report = world.report()
    answer = save_count(login(colleague), world, operator, "5")
    assert (answer.status_code, answer.json()) == (403, {"result": "other-person"})
    assert not report.measurements.exists()


def test_a_save_costs_the_same_few_queries_whatever_stands_on_the_page(
    world: World, people: dict[str, User], login: Login
) -> None:
    verified(world, people)
    world.report(2)
    client, operator = login(people["operator"]), people["operator"]
    cells = {
        "measurement": (f"i{world.indicator.pk}", [{"value": "7", "revision": "0"}, {"value": "8"}]),
        "text": (f"a{world.action.pk}-obstacle", [{"text": "Satu."}, {"text": "Dua."}]),
        "amount": (f"b{world.line.pk}", [{"amount": "5"}, {"amount": "6"}]),
    }
    counts: dict[str, list[int]] = {}
    for rest in (5, 100):
        for number in range(rest):
            make_indicator(world.action, f"Tambahan {rest} {number}", 5)
        for kind, (cell, fields) in cells.items():
            said = save(client, world, operator, cell, number=2, **fields[0]).json()
            if kind == "measurement":
                fields[1]["revision"] = str(said["revision"])
            with CaptureQueriesContext(connection) as queries:
                assert save(client, world, operator, cell, number=2, **fields[1]).status_code in {200, 409}
            counts.setdefault(kind, []).append(len(queries))
        ProgressReport.objects.get(period=world.period(2)).measurements.all().delete()
    for kind, (few, many) in counts.items():
        assert many == few, kind
        assert many <= 30, kind


def test_the_key_of_the_browsers_store_is_handed_to_its_person_alone(
    world: World, people: dict[str, User], operator: User, login: Login, client: Client
) -> None:
    address = reverse("progress-entry-key")
    assert client.get(address).status_code == 302
    answer = login(operator).get(address)
    assert "no-store" in answer["Cache-Control"]
    assert answer.json() == {
        "person": person_tag(operator),
        "key": storage_key(operator),
        "token": answer.json()["token"],
    }
    assert len(b64decode(storage_key(operator))) == 32
    assert login(operator).post(address).status_code == 405
    auditor = people["auditor"]  # whoever comments on a chapter keeps what is typed alike
    assert login(auditor).get(address).json()["key"] == storage_key(auditor) != storage_key(operator)
    page = login(operator).get(reverse("progress-entry", args=[world.period(1).pk]))
    assert storage_key(operator) not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_keys_differ_by_person_and_change_with_the_password(operator: User, outsider: User) -> None:
    assert len({storage_key(operator), storage_key(outsider), person_tag(operator), person_tag(outsider)}) == 4
    before, tag = storage_key(operator), person_tag(operator)
    operator.set_password("sandi-yang-baru-1")
    assert storage_key(operator) != before
    assert person_tag(operator) == tag


# Salin narasi dari periode lalu


@pytest.fixture
def second(world: World, people: dict[str, User]) -> ProgressReport:
    """The draft of the second quarter, after one that was filed with two texts."""
    texts = {"achievement": "Capaian lama.", "obstacle": "Kendala lama."}
    drafts.save_narrative(report=world.report(), action=world.action, texts=texts, by=people["operator"])
    filed(world, people["operator"], people["endorser"])
    return world.report(2)


def narrative_url(name: str, report: ProgressReport, action: Action) -> str:
    return reverse(name, args=[report.period_id, action.pk])


def test_the_earlier_narrative_is_handed_out_to_be_copied(
    world: World, operator: User, second: ProgressReport, login: Login
) -> None:
    answer = login(operator).get(narrative_url("progress-earlier-narrative", second, world.action))
    texts = {"achievement": "Capaian lama.", "obstacle": "Kendala lama."}
    assert answer.json() == {"texts": texts, "period": "Triwulan I 2024"}


def test_copying_without_javascript_saves_what_was_typed_and_fills_only_what_is_empty(
    world: World, operator: User, second: ProgressReport, login: Login
) -> None:
    client, prefix = login(operator), f"a{world.action.pk}"
    page = client.get(reverse("progress-entry", args=[second.period_id])).content.decode()
    address = narrative_url("progress-copy-narrative", second, world.action)
    assert f'formaction="{address}"' in page
    typed = {f"{prefix}-obstacle": "Kendala baru.", f"i{world.indicator.pk}-value": "5"}
    answer = client.post(address, {**typed, f"i{world.indicator.pk}-revision": "0"})
    assert answer["Location"].endswith(f"#{prefix}")
    narrative = second.narratives.get()
    assert (narrative.achievement, narrative.obstacle) == ("Capaian lama.", "Kendala baru.")
    assert second.measurements.get().value == 5
    again = client.post(address, typed, follow=True)
    assert "Tidak ada yang disalin" in again.content.decode()
    wrong = client.post(address, {f"i{world.indicator.pk}-value": "dua", f"i{world.indicator.pk}-revision": "1"})
    assert 'value="dua"' in wrong.content.decode()


def test_there_is_nothing_to_copy_where_nothing_was_filed(world: World, operator: User, login: Login) -> None:
    report, client = world.report(), login(operator)
    page = client.get(reverse("progress-entry", args=[report.period_id])).content.decode()
    assert "Salin narasi" not in page
    assert client.get(narrative_url("progress-earlier-narrative", report, world.action)).status_code == 404
    copied = client.post(narrative_url("progress-copy-narrative", report, world.action), follow=True)
    assert "Tidak ada yang disalin" in copied.content.decode()


@pytest.mark.parametrize(
    ("name", "method"), [("progress-earlier-narrative", "get"), ("progress-copy-narrative", "post")]
)
def test_only_operators_of_the_organization_copy_narratives(
    world: World, people: dict[str, User], second: ProgressReport, login: Login, client: Client, name: str, method: str
) -> None:
    address = narrative_url(name, second, world.action)
    assert getattr(client, method)(address).status_code == 302
    assert getattr(login(people["operator"]), "post" if method == "get" else "get")(address).status_code == 405
    assert getattr(login(people["endorser"]), method)(address).status_code == 403
    assert getattr(login(people["region_operator"]), method)(address).status_code == 404
