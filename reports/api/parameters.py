"""What addresses of the API take, and how a program says who it is, as the schema describes them in Indonesian."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import TokenScheme
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from actions.enums import FundingSource, Principle, Reading, Sector, Status
from reports.filters import ROLES

CHOICE = [
    OpenApiParameter("plan", OpenApiTypes.INT, description="Kunci rencana; baku: rencana nasional terbaru."),
    OpenApiParameter("year", OpenApiTypes.INT, description="Tahun dalam rencana; baku: tahun ini atau yang terdekat."),
    OpenApiParameter("reading", OpenApiTypes.STR, enum=Reading.values, description="Bacaan; baku: official."),
]
FILTERS = [  # as on the pages; they combine
    OpenApiParameter("period", OpenApiTypes.INT, description="Nomor periode: angka tahun itu sampai periode ini."),
    OpenApiParameter("cluster", OpenApiTypes.INT, description="Nomor klaster."),
    OpenApiParameter("organization", OpenApiTypes.STR, description="Kode instansi yang memimpin atau mendukung aksi."),
    OpenApiParameter("region", OpenApiTypes.STR, description="Kode Kemendagri wilayah sasaran."),
    OpenApiParameter("role", OpenApiTypes.STR, enum=list(ROLES), description="Peran wilayah sasaran."),
    OpenApiParameter("sector", OpenApiTypes.STR, enum=Sector.values, description="Sektor."),
    OpenApiParameter("principle", OpenApiTypes.STR, enum=Principle.values, description="Prinsip."),
    OpenApiParameter("source", OpenApiTypes.STR, enum=FundingSource.values, description="Sumber dana."),
]
STATUS = OpenApiParameter("status", OpenApiTypes.STR, enum=Status.values, description="Status.")
KEY = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="Kunci baris.")
NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="Nomor klaster.")
VOLUME = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="Nomor jilid, mulai dari 1.")
by_key = extend_schema_view(retrieve=extend_schema(parameters=[KEY]))


class TokenInWords(TokenScheme):  # type: ignore[no-untyped-call] # the package carries no types
    """drf-spectacular finds its extensions by their class; this one goes before its own, which speaks English."""

    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scheme: dict[str, Any] = super().get_security_definition(auto_schema)  # type: ignore[no-untyped-call]
        return {**scheme, "description": "Isi: “Token <kunci Anda>”."}
