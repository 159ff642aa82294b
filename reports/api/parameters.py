"""What addresses of the API take, and how a program says who it is, as the schema describes them in Indonesian."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import TokenScheme
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from actions.enums import Reading, Status

CHOICE = [
    OpenApiParameter("plan", OpenApiTypes.INT, description="Kunci rencana; baku: rencana nasional terbaru."),
    OpenApiParameter("year", OpenApiTypes.INT, description="Tahun dalam rencana; baku: tahun ini atau yang terdekat."),
    OpenApiParameter("reading", OpenApiTypes.STR, enum=Reading.values, description="Bacaan; baku: official."),
]
CLUSTER = OpenApiParameter("cluster", OpenApiTypes.INT, description="Nomor klaster.")
STATUS = OpenApiParameter("status", OpenApiTypes.STR, enum=Status.values, description="Status.")
KEY = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="Kunci baris.")
NUMBER = OpenApiParameter("number", OpenApiTypes.INT, OpenApiParameter.PATH, description="Nomor klaster.")
by_key = extend_schema_view(retrieve=extend_schema(parameters=[KEY]))


class TokenInWords(TokenScheme):  # type: ignore[no-untyped-call] # the package carries no types
    """drf-spectacular finds its extensions by their class; this one goes before its own, which speaks English."""

    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scheme: dict[str, Any] = super().get_security_definition(auto_schema)  # type: ignore[no-untyped-call]
        return {**scheme, "description": "Isi: “Token <kunci Anda>”."}
