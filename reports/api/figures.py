"""The shapes of figures (``reports.figures``) as serializers, so that the schema documents every field.

Exact numbers are texts with a decimal point; money is whole rupiah; absent numbers are null.
"""

from __future__ import annotations

from rest_framework import serializers

EXACT = "Angka eksak dengan titik desimal."


def exact(help_text: str) -> serializers.CharField:
    return serializers.CharField(help_text=f"{help_text} {EXACT}", allow_null=True)


class NameSerializer(serializers.Serializer):  # type: ignore[type-arg] # not subscriptable at run time
    """Instansi menurut nama yang berlaku pada 31 Desember tahun itu."""

    code = serializers.CharField(help_text="Kode instansi.")
    name = serializers.CharField(help_text="Nama lengkap.")
    short_name = serializers.CharField(help_text="Nama singkat.")
    footnote = serializers.CharField(help_text="Penerus atau pendahulu; kosong bila tidak ada.", allow_blank=True)


class RatioSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Sekian dari sekian."""

    count = serializers.IntegerField(help_text="Banyaknya.")
    total = serializers.IntegerField(help_text="Dari berapa.")
    percent = exact("Persentase; null bila pembaginya nol.")


class StatusCountsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Banyaknya indikator menurut status."""

    achieved = serializers.IntegerField(help_text="Tercapai.")
    attention = serializers.IntegerField(help_text="Perlu perhatian.")
    behind = serializers.IntegerField(help_text="Tertinggal.")
    unreported = serializers.IntegerField(help_text="Belum lapor.")
    awaiting = serializers.IntegerField(help_text="Menunggu verifikasi.")
    no_data = serializers.IntegerField(help_text="Belum ada data.")
    not_applicable = serializers.IntegerField(help_text="Tidak berlaku.")
    not_yet = serializers.IntegerField(help_text="Belum waktunya.")
    no_target = serializers.IntegerField(help_text="Tanpa target.")


class CompletenessSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Kelengkapan dan ketepatan waktu; tidak pernah masuk skor."""

    filed = RatioSerializer(help_text="Laporan masuk dari yang jatuh tempo.")
    on_time = RatioSerializer(help_text="Tepat waktu, tanpa periode diisi surut.")
    on_time_extended = serializers.IntegerField(help_text="Tepat waktu dengan perpanjangan, di luar on_time.")
    backfilled = serializers.IntegerField(help_text="Diisi surut: tidak dinilai ketepatan waktunya.")


class CoverageSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Siapa yang berada di balik sebuah jumlah."""

    organizations_filed = serializers.IntegerField(help_text="Instansi yang menyampaikan semua laporannya.")
    organizations_filed_some = serializers.IntegerField(help_text="Instansi yang menyampaikan sebagian laporannya.")
    organizations_filed_none = serializers.IntegerField(help_text="Instansi yang belum menyampaikan satu pun laporan.")
    organizations_due = serializers.IntegerField(help_text="Instansi wajib lapor.")
    provinces_reporting = serializers.IntegerField(help_text="Provinsi yang melapor.")
    provinces_total = serializers.IntegerField(help_text="Provinsi yang ada pada tanggalnya.")
    regencies_reporting = serializers.IntegerField(help_text="Kabupaten/kota yang melapor.")
    regencies_total = serializers.IntegerField(help_text="Kabupaten/kota yang ada pada tanggalnya.")


class BudgetSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Jumlah baris anggaran; baris tanpa laporan menambah 0 pada realisasi."""

    allocated = serializers.IntegerField(help_text="Pagu, rupiah utuh.")
    realized = serializers.IntegerField(help_text="Realisasi sejak 1 Januari, rupiah utuh.")
    absorption = exact("Serapan dalam persen; null bila tanpa pagu.")
    lines_reported = serializers.IntegerField(help_text="Baris anggaran yang melaporkan realisasi.")
    lines = serializers.IntegerField(help_text="Semua baris anggaran.")


class TargetSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Target yang berlaku pada tahun itu."""

    value = exact("Target yang dihitung; null berarti tanpa target.")
    first_value = exact("Target semula, bila diubah.")
    reason = serializers.CharField(help_text="Alasan perubahan.", allow_blank=True)
    approved_by = serializers.CharField(help_text="Instansi yang menyetujui perubahan.", allow_blank=True)
    approved_on = serializers.CharField(help_text="Tanggal persetujuan perubahan.", allow_blank=True)


class ActualSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Realisasi tahun itu."""

    state = serializers.CharField(
        help_text="value, no_data, not_applicable, unreported, awaiting, not_yet, atau nothing_due."
    )
    value = exact("Realisasi, hanya pada keadaan value.")
    numerator = exact("Pembilang persentase.")
    denominator = exact("Penyebut persentase.")
    reached_on = serializers.CharField(help_text="Tanggal dokumen capaian ya/tidak.", allow_blank=True)
    document_number = serializers.CharField(help_text="Nomor dokumen.", allow_blank=True)
    as_of = serializers.CharField(help_text="Periode asal nilai bila lebih lama.", allow_blank=True)
    periods_with_value = serializers.IntegerField(help_text="Periode yang berisi nilai.")
    periods_due = serializers.IntegerField(help_text="Periode yang jatuh tempo.")


class OtherReporterSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Pelapor lain: di samping, tidak pernah dijumlahkan."""

    organization = NameSerializer()
    actual = ActualSerializer()


class IndicatorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Indikator dengan target, realisasi, capaian, dan status tahun itu."""

    id = serializers.IntegerField(help_text="Kunci indikator.")
    position = serializers.IntegerField(help_text="Nomor indikator dalam aksinya, yang tidak berubah.")
    code = serializers.CharField(help_text="Kode indikator.", allow_blank=True)
    text = serializers.CharField(help_text="Bunyi indikator.")
    unit = serializers.CharField(help_text="Satuan.")
    measure = serializers.CharField(help_text="count, percentage, atau milestone.")
    accumulation = serializers.CharField(help_text="flow, running, stock, latest, once, atau yearly.")
    direction = serializers.CharField(help_text="rising atau falling.")
    target = TargetSerializer()
    actual = ActualSerializer()
    achievement = exact("Capaian dalam persen, tanpa batas atas.")
    is_interim = serializers.BooleanField(help_text="Sementara: masih ada periode yang terbuka atau menunggu.")
    status = serializers.CharField(help_text="Status indikator.")
    remarks = serializers.ListField(child=serializers.CharField(), help_text="Keterangan yang harus dibaca bersama.")
    others = OtherReporterSerializer(many=True, help_text="Angka pelapor lain.")


class IndicatorOfActionSerializer(IndicatorSerializer):
    """Indikator beserta aksi dan klasternya."""

    action = serializers.IntegerField(help_text="Kunci aksi.")
    action_number = serializers.CharField(help_text="Nomor aksi.", allow_blank=True)
    cluster = serializers.IntegerField(help_text="Nomor klaster.")


class ContributionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Kontribusi daerah: di samping angka nasional, tidak pernah ditambahkan."""

    regions = serializers.IntegerField(help_text="Daerah pengadopsi yang wajib melaporkan indikator ini.")
    with_value = serializers.IntegerField(help_text="Di antaranya yang memiliki angka.")
    adds_up = serializers.BooleanField(help_text="Rencana membolehkan penjumlahan antarpelapor.")
    value = exact("Jumlah daerah; persentase dalam persen.")
    numerator = exact("Pembilang persentase daerah.")
    denominator = exact("Penyebut persentase daerah.")
    national = exact("Angka K/L tahun itu.")
    difference = exact("Jumlah daerah dikurangi angka K/L; persentase dalam poin.")
    is_withheld = serializers.BooleanField(
        help_text="Benar bila angka daerah tidak ditampilkan kepada pengguna daerah karena kurang dari tiga daerah memilikinya."
    )


class IndicatorDetailSerializer(IndicatorOfActionSerializer):
    """Satu indikator, juga dengan kontribusi daerah."""

    regional_contribution = ContributionSerializer(allow_null=True, help_text="Null bila tidak ada daerah pengadopsi.")


class ActionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Aksi dengan skor, indikator, dan anggaran tahun itu."""

    id = serializers.IntegerField(help_text="Kunci aksi.")
    number = serializers.CharField(help_text="Nomor tercetak.", allow_blank=True)
    title = serializers.CharField(help_text="Kegiatan.")
    strategy = serializers.CharField(help_text="Strategi.", allow_blank=True)
    weight = serializers.CharField(help_text=f"Bobot. {EXACT}")
    leads = NameSerializer(many=True, help_text="Penanggung jawab pada 31 Desember, lalu yang sebelumnya.")
    supports = NameSerializer(many=True, help_text="Instansi pendukung.")
    locations = serializers.ListField(child=serializers.CharField(), help_text="Lokus.")
    score = exact("Skor aksi.")
    status = serializers.CharField(help_text="Status aksi.")
    indicators = IndicatorSerializer(many=True, help_text="Indikator aksi, menurut urutan cetak.")
    budget = BudgetSerializer()
    cluster = serializers.IntegerField(help_text="Nomor klaster.")
    is_in_plan = serializers.BooleanField(help_text="Termasuk rencana; di luar rencana tidak diberi skor.")


class ClusterSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Klaster dengan angka tahun itu."""

    id = serializers.IntegerField(help_text="Kunci klaster.")
    number = serializers.IntegerField(help_text="Nomor klaster.")
    name = serializers.CharField(help_text="Nama klaster.")
    kind = serializers.CharField(help_text="substantive atau secretariat.")
    leads = NameSerializer(many=True, help_text="Penanggung jawab pada 31 Desember.")
    coordinators = NameSerializer(many=True, help_text="Koordinator pada 31 Desember.")
    score = exact("Skor klaster.")
    status = serializers.CharField(help_text="Status menurut skor.")
    actions = serializers.IntegerField(help_text="Aksi dalam rencana.")
    actions_scored = serializers.IntegerField(help_text="Aksi yang berskor.")
    counts = StatusCountsSerializer()
    completeness = CompletenessSerializer()
    budget = BudgetSerializer()


class NationalSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Angka seluruh rencana pada tahun itu."""

    score = exact("Skor rencana: atas aksi, bukan rata-rata klaster.")
    status = serializers.CharField(help_text="Status menurut skor.")
    actions = serializers.IntegerField(help_text="Aksi dalam rencana.")
    actions_scored = serializers.IntegerField(help_text="Aksi yang berskor.")
    indicators = serializers.IntegerField(help_text="Indikator.")
    counts = StatusCountsSerializer()
    completeness = CompletenessSerializer()
    coverage = CoverageSerializer()
    budget = BudgetSerializer()
