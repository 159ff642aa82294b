"""A chapter's version that comes back, meets another one, or claims a base that there never was: told, and nothing lost."""

from __future__ import annotations

from functools import partial

import pytest

from clusters.models import User
from reports.manuscripts import save_text
from reports.models import ChapterVersion, Manuscript
from reports.views import manuscripts as pages
from tests.reports.test_manuscripts import Login, address, manuscript, write

__all__ = ["manuscript"]


def test_a_version_that_comes_back_while_somebody_saves_is_told_and_loses_nothing(
    manuscript: Manuscript, secretariat: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_now = partial(save_text, manuscript=manuscript, key="klaster-1", note="", by=secretariat)
    for base, text in enumerate(["Satu.", "Dua."]):
        write_now(text=text, base=base)
    read = pages._latest

    def read_and_be_overtaken(of: Manuscript, key: str) -> ChapterVersion | None:
        found = read(of, key)
        monkeypatch.setattr(pages, "_latest", read)
        write_now(text="Tiga.", base=2)
        return found

    monkeypatch.setattr(pages, "_latest", read_and_be_overtaken)
    response = login(secretariat).post(address(manuscript, "chapter-restore", number=1), follow=True)
    assert response.redirect_chain == [(address(manuscript, "chapter-history"), 302)]
    assert (
        "baru saja diubah oleh Siti Sekretariat (versi 3), sehingga versi 1 belum dipakai" in response.content.decode()
    )
    assert list(ChapterVersion.objects.order_by("number").values_list("text", flat=True)) == ["Satu.", "Dua.", "Tiga."]


def test_a_version_that_comes_back_says_what_it_refers_to_in_vain(
    manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    for base, text in enumerate(["Skor {{ capaian.klaster.11 }}.", "Tanpa skor."]):
        save_text(manuscript=manuscript, key="klaster-1", text=text, note="", base=base, by=secretariat)
    response = login(secretariat).post(address(manuscript, "chapter-restore", number=1), follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told[0] == "Versi 1 dipakai lagi sebagai versi baru."
    assert told[1].startswith("Rujukan {{ capaian.klaster.11 }} tidak dikenal.")
    assert ChapterVersion.objects.count() == 3


@pytest.mark.parametrize("base", ["99999999999999999999", "-1", "dua", ""])
@pytest.mark.parametrize("is_written", [True, False])
def test_a_base_that_no_version_has_is_told_and_the_text_is_still_there(
    manuscript: Manuscript, secretariat: User, login: Login, base: str, is_written: bool
) -> None:
    if is_written:
        save_text(manuscript=manuscript, key="klaster-1", text="Satu.", note="", base=0, by=secretariat)
    response = login(secretariat).post(address(manuscript), {"text": "Teks saya.", "note": "", "base": base})
    assert response.status_code == 200
    content = response.content.decode()
    assert "Versi yang menjadi dasar teks ini tidak dikenal." in content
    assert "Teks saya.</textarea>" in content
    assert ChapterVersion.objects.count() == is_written


def test_the_first_version_is_the_first_whatever_it_is_based_on(
    manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    write(login(secretariat), manuscript, "Teks.", base=7)
    assert ChapterVersion.objects.get().number == 1
