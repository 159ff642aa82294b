"""Published statistics are loaded with their sources, and loading them again changes nothing."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from clusters.reference_data import load_reference
from ranpptppo.lib.reference_files import ReferenceFileError
from ranpptppo.lib.row_loading import LoadCount
from reports.models import StatisticSeries, StatisticValue
from reports.statistics_import import FILE, load_statistics

pytestmark = pytest.mark.django_db
HEADING = "seri,satuan,instansi,tahun,nilai,sampai,dijumlahkan,sumber,catatan\n"
SOURCE = "https://example.go.id/contoh"


@pytest.fixture(autouse=True)
def organizations() -> None:
    load_reference()


def written(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "fakta.csv"
    path.write_text(HEADING + "\n".join(rows) + "\n")
    return path


def test_the_applications_to_lpsk_are_those_of_the_source() -> None:
    load_statistics()
    series = StatisticSeries.objects.get(title="Permohonan perlindungan TPPO yang diterima LPSK")
    assert dict(series.values.values_list("year", "value")) == {2020: 203, 2021: 147, 2022: 150, 2023: 1297, 2024: 576}
    assert series.values.aggregate(total=Sum("value"))["total"] == 2373
    assert (series.organization.code, series.unit, series.is_additive) == ("LPSK", "permohonan", True)


def test_every_value_has_a_source() -> None:
    load_statistics()
    assert StatisticValue.objects.count() == len(FILE.read_text().splitlines()) - 1
    assert not StatisticValue.objects.exclude(source__startswith="https://").exists()


def test_a_partial_year_says_until_when() -> None:
    load_statistics()
    partial = StatisticValue.objects.get(series__title="Kasus TPPO tercatat SIMFONI PPA", year=2022)
    assert partial.until_on == date(2022, 10, 31)


def test_loading_again_changes_nothing() -> None:
    first, again = load_statistics(), load_statistics()
    assert first.values.added == StatisticValue.objects.count()
    assert (again.series, again.values) == (
        LoadCount(unchanged=StatisticSeries.objects.count()),
        LoadCount(unchanged=StatisticValue.objects.count()),
    )


def test_a_corrected_value_is_updated(tmp_path: Path) -> None:
    load_statistics(written(tmp_path, f"Kasus,kasus,POLRI,2023,1.062,,,{SOURCE},"))
    counts = load_statistics(written(tmp_path, f'Kasus,kasus,POLRI,2023,"1.061,5",,,{SOURCE},'))
    assert counts.values == LoadCount(changed=1)
    assert str(StatisticValue.objects.get().value) == "1061.5000"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([f"Kasus,kasus,ENTAH,2023,1,,,{SOURCE},"], "baris 2: “ENTAH” tidak dikenal pada kolom instansi"),
        ([f"Kasus,kasus,POLRI,2023,1.5,,,{SOURCE},"], "baris 2: kolom nilai: “1.5” meragukan"),
        (["Kasus,kasus,POLRI,2023,1,,,,"], "baris 2: kolom sumber harus diisi"),
        ([f"Kasus,kasus,POLRI,dua,1,,,{SOURCE},"], "baris 2: “dua” pada kolom tahun bukan bilangan bulat"),
        ([f"K,kasus,POLRI,2023,1,,,{SOURCE},"] * 2, "baris 3: tahun ini sudah ada pada seri yang sama"),
        (
            [f"K,kasus,POLRI,2023,1,,ya,{SOURCE},", f"K,orang,POLRI,2024,1,,ya,{SOURCE},"],
            "baris 3: satuan dan dijumlahkan harus sama",
        ),
    ],
)
def test_a_mistake_names_its_row_and_leaves_all_as_it_was(tmp_path: Path, rows: list[str], sentence: str) -> None:
    with pytest.raises(ReferenceFileError) as refused:
        load_statistics(written(tmp_path, *rows))
    assert sentence in str(refused.value)
    assert not StatisticSeries.objects.exists()


def test_the_command_prints_what_it_did_or_what_is_wrong(tmp_path: Path) -> None:
    printed = StringIO()
    call_command("load_statistics", stdout=printed)
    assert f"Nilai  {StatisticValue.objects.count()} baris" in printed.getvalue()
    with pytest.raises(CommandError, match="kolom satuan"):
        call_command("load_statistics", file=written(tmp_path, f"K,,POLRI,2023,1,,,{SOURCE},"))
