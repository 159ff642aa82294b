"""Pages of the API's lists, documented and refused in Indonesian (setting DEFAULT_PAGINATION_CLASS)."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import PageNumberPagination

DESCRIPTIONS = {
    "count": "Banyaknya baris di semua halaman.",
    "next": "Alamat halaman berikutnya; null pada halaman terakhir.",
    "previous": "Alamat halaman sebelumnya; null pada halaman pertama.",
    "results": "Baris halaman ini.",
}


class Pages(PageNumberPagination):
    """``?page=2``; fifty rows a page."""

    page_size = 50
    invalid_page_message = "Halaman ini tidak ada."
    page_query_description = "Nomor halaman, mulai dari 1; 50 baris per halaman."

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The envelope as OpenAPI, every member with what it means."""
        answer = super().get_paginated_response_schema(schema)
        for name, text in DESCRIPTIONS.items():
            answer["properties"][name] = {**answer["properties"][name], "description": text}
        return answer
