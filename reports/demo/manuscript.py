"""The example report's texts: some chapters written, one comment, one request for input. Each text says it is an example."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clusters.models import Organization, Plan, User
from ranpptppo.lib.formats import day_in_wib
from reports.demo import texts
from reports.enums import ReportKind
from reports.manuscripts import add_comment, ask_feedback, begin, save_text
from reports.models import Manuscript

SUMMARY = (
    "Contoh ringkasan. Skor pelaksanaan rencana contoh ini {{ capaian.nasional }} dari {{ jumlah.indikator }} indikator, "
    "{{ status.nasional.achieved }} di antaranya tercapai. Serapan anggaran {{ anggaran.serapan.nasional }}."
)
PREVENTION = (
    "Contoh uraian klaster. Skor klaster ini **{{ capaian.klaster.1 }}** dengan kelengkapan laporan "
    "{{ kelengkapan.klaster.1 }}.\n\n- Pencegahan di daerah sumber dilanjutkan.\n- Pendataan perekrutan diperbaiki."
)
COURSE = (
    "Contoh ringkasan. Selama rencana contoh ini skornya {{ capaian.rencana }} dari {{ jumlah.indikator }} indikator; "
    "{{ jumlah.tidak-terlaksana }} aksi tidak terlaksana. Serapan anggaran semua tahun {{ anggaran.serapan.rencana }}."
)
ADVICE = (
    "Contoh masukan bagi rencana berikutnya:\n\n- data dasar ditetapkan lebih dahulu;\n- target dirinci menurut tahun."
)
COMMENT = "Contoh komentar: mohon sebutkan daerah sumber yang dimaksud."
QUESTION = "Contoh: mohon periksa uraian klaster Pencegahan."


def tell_course(plan: Plan, year: int, *, secretariat: User) -> Manuscript:
    """The texts of the five-year report; once, as ``tell_manuscript``."""
    manuscript = begin(plan=plan, year=year, by=secretariat, kind=ReportKind.FIVE_YEAR)
    if not manuscript.versions.exists():
        for key, text in {"ringkasan": COURSE, "kesimpulan": texts.CONCLUSION, "masukan": ADVICE}.items():
            save_text(manuscript=manuscript, key=key, text=text, note="Contoh", base=0, by=secretariat)
    return manuscript


def tell_manuscript(plan: Plan, year: int, *, secretariat: User, commenter: User) -> Manuscript:
    """Once: a second call changes nothing."""
    manuscript = begin(plan=plan, year=year, by=secretariat)
    if manuscript.versions.exists():
        return manuscript
    written = {"ringkasan": SUMMARY, "klaster-1": PREVENTION, "kesimpulan": texts.CONCLUSION}
    for key, text in written.items():
        save_text(manuscript=manuscript, key=key, text=text, note="Contoh", base=0, by=secretariat)
    add_comment(manuscript=manuscript, key="klaster-1", version=1, text=COMMENT, by=commenter)
    organization = Organization.objects.get(code="KEMENPPPA")
    due_on = day_in_wib(timezone.now()) + timedelta(days=14)
    ask_feedback(manuscript=manuscript, organization=organization, due_on=due_on, message=QUESTION, by=secretariat)
    return manuscript
