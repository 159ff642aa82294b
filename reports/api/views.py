"""Read-only addresses of the API. Who sees what: ``visible_to``, as on the pages; what is not visible is 404."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import IO, Any, cast

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from actions.enums import Status
from actions.models import ProgressEvent, ProgressReport
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.file_ranges import send_file
from ranpptppo.lib.formats import day_in_wib
from reports import summaries
from reports.api.figures import (
    ActionSerializer,
    ClusterSerializer,
    IndicatorDetailSerializer,
    IndicatorOfActionSerializer,
    NationalSerializer,
)
from reports.api.filters import PlanFilter, ProgressReportFilter, ReportFilter
from reports.api.parameters import CHOICE, FILTERS, KEY, NUMBER, STATUS, VOLUME, by_key
from reports.api.rows import (
    PlanSerializer,
    ProgressReportDetailSerializer,
    ProgressReportSerializer,
    ReportSerializer,
)
from reports.choice import Choice, choose
from reports.enums import RenderState
from reports.filters import UnknownFilter
from reports.issued_files import IssuedFile, files_of, numbered, with_files
from reports.models import Report
from reports.summaries.contributed import contributions_of


@by_key
class PlanViewSet(viewsets.ReadOnlyModelViewSet[Plan]):
    """Rencana: nasional, daerah, dan masa antar-rencana."""

    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    queryset = Plan.objects.none()

    def get_queryset(self) -> QuerySet[Plan]:
        return Plan.objects.visible_to(_person(self.request).user).select_related("region").latest_first()


@by_key
class ProgressReportViewSet(viewsets.ReadOnlyModelViewSet[ProgressReport]):
    """Laporan kemajuan yang boleh Anda lihat; rinciannya memuat nilai yang dilaporkan dan yang diverifikasi."""

    filterset_class = ProgressReportFilter
    queryset = ProgressReport.objects.none()

    def get_serializer_class(self) -> type[ProgressReportSerializer]:
        return ProgressReportDetailSerializer if self.action == "retrieve" else ProgressReportSerializer

    def get_queryset(self) -> QuerySet[ProgressReport]:
        today = day_in_wib(timezone.now())
        visible = ProgressReport.objects.visible_to(_person(self.request).user, on=today)
        inside = ProgressEvent.objects.inside_returns().filter(report=OuterRef("pk"), at=OuterRef("returned_at"))
        named = visible.with_names().annotate(is_returned_inside=Exists(inside))
        return named.order_by("period__year", "period__number", "pk")


@by_key
class ReportViewSet(viewsets.ReadOnlyModelViewSet[Report]):
    """Laporan PDF yang diminta, berikut kemajuan penyusunannya."""

    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        visible = Report.objects.visible_to(_person(self.request).user)
        return with_files(visible.defer("figures").newest_first())


class ReportFileView(APIView):
    """Berkas PDF sebuah laporan. Unduhan yang terputus dapat dilanjutkan (Range, If-Range)."""

    @extend_schema(parameters=[KEY], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        return _sent(request, _issued_file(request, pk, 1))


class ReportVolumeView(APIView):
    """Berkas PDF sebuah jilid laporan; jilid 1 adalah laporan itu sendiri."""

    @extend_schema(parameters=[KEY, VOLUME], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        return _sent(request, _issued_file(request, pk, number))


class SignedFileView(APIView):
    """Salinan bertanda tangan sebuah jilid laporan; jilid 1 adalah laporan itu sendiri."""

    @extend_schema(parameters=[KEY, VOLUME], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        issued = _issued_file(request, pk, number)
        if issued.signed is None:
            raise Http404
        stored, sha256 = str(issued.signed.file.name), issued.signed.sha256
        return _sent(request, replace(issued, name=issued.signed_name, stored=stored, sha256=sha256))


def _issued_file(request: Request, pk: int, number: int) -> IssuedFile:
    """Raises Http404."""
    ready = Report.objects.visible_to(_person(request).user).filter(state=RenderState.READY)
    issued = numbered(files_of(get_object_or_404(ready.defer("figures"), pk=pk)), number)
    if issued is None:
        raise Http404
    return issued


def _sent(request: Request, issued: IssuedFile) -> HttpResponseBase:
    file = cast("IO[bytes]", default_storage.open(issued.stored))
    sent = {"name": issued.name, "content_type": "application/pdf", "sha256": issued.sha256}
    return send_file(_person(request), file, **sent)


class FiguresViewSet(viewsets.GenericViewSet[Plan]):
    """Common to the addresses whose rows are figures of one plan, year and reading."""

    filter_backends = ()
    queryset = Plan.objects.none()

    def choice(self) -> Choice:
        return choice_of(self.request)

    def answer_page(self, rows: Sequence[Any]) -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def answer_one(self, rows: Sequence[Any], key: str, wanted: str) -> Response:
        found = next((row for row in rows if str(row[key]) == wanted), None)
        if found is None:
            raise Http404
        return Response(self.get_serializer(found).data)


class NationalView(APIView):
    """Angka seluruh rencana."""

    @extend_schema(parameters=[*CHOICE, *FILTERS], responses=NationalSerializer)
    def get(self, request: Request) -> Response:
        choice = choice_of(request)
        return Response(NationalSerializer(summaries.national_figures(choice.figures)).data)


class ClusterViewSet(FiguresViewSet):
    """Klaster dengan angkanya."""

    serializer_class = ClusterSerializer
    lookup_field = "number"
    lookup_value_regex = r"\d+"

    @extend_schema(parameters=[*CHOICE, *FILTERS], responses=ClusterSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.answer_page(self._rows())

    @extend_schema(
        parameters=[*CHOICE, NUMBER],
        responses={200: ClusterSerializer, 404: OpenApiResponse(description="Tidak ada.")},
    )
    def retrieve(self, request: Request, number: str) -> Response:
        return self.answer_one(self._rows(), "number", number)

    def _rows(self) -> Sequence[Any]:
        choice = self.choice()
        return summaries.cluster_summaries(choice.figures, choice.names)


class ActionViewSet(FiguresViewSet):
    """Aksi dengan indikator, angka, dan anggarannya."""

    serializer_class = ActionSerializer
    lookup_field = "id"
    lookup_value_regex = r"\d+"

    @extend_schema(parameters=[*CHOICE, *FILTERS, STATUS], responses=ActionSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.answer_page(filtered(self._rows(), request))

    @extend_schema(
        parameters=[*CHOICE, KEY],
        responses={200: ActionSerializer, 404: OpenApiResponse(description="Tidak ada.")},
    )
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 - the name in the address
        return self.answer_one(self._rows(), "id", id)

    def _rows(self) -> Sequence[Any]:
        return action_rows(self.choice())


class IndicatorViewSet(FiguresViewSet):
    """Indikator dengan target, realisasi, capaian, dan statusnya."""

    serializer_class = IndicatorOfActionSerializer
    lookup_field = "id"
    lookup_value_regex = r"\d+"

    @extend_schema(parameters=[*CHOICE, *FILTERS, STATUS], responses=IndicatorOfActionSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.answer_page(filtered(self._rows(self.choice()), request))

    @extend_schema(
        parameters=[*CHOICE, KEY],
        responses={200: IndicatorDetailSerializer, 404: OpenApiResponse(description="Tidak ada.")},
    )
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 - the name in the address
        choice = self.choice()
        found = next((row for row in self._rows(choice) if str(row["id"]) == id), None)
        if found is None:
            raise Http404
        action, person = choice.figures.data.actions[found["action"]], _person(request).user
        given = contributions_of(choice.figures, action, of_region=person.organization.region_id is not None)
        return Response(IndicatorDetailSerializer({**found, "regional_contribution": given.get(found["id"])}).data)

    def _rows(self, choice: Choice) -> Sequence[Any]:
        return [
            {**indicator, "action": action["id"], "action_number": action["number"], "cluster": action["cluster"]}
            for action in action_rows(choice)
            for indicator in action["indicators"]
        ]


def choice_of(request: Request) -> Choice:
    """Plan, year, reading and filters of the address, as on the pages. Raises Http404 and ValidationError (400)."""
    try:
        choice = choose(_person(request))
    except UnknownFilter as unknown:
        raise ValidationError({unknown.name: [str(unknown)]}) from unknown
    if choice is None:
        raise Http404
    return choice


def filtered(rows: Sequence[dict[str, Any]], request: Request) -> list[dict[str, Any]]:
    """The rows of one cluster and one status, where the address names them. Raises ValidationError (400)."""
    cluster, status = (request.query_params.get(name, "") for name in ("cluster", "status"))
    if status and status not in Status.values:
        raise ValidationError({"status": ["Status ini tidak dikenal."]})
    return [
        row
        for row in rows
        if (not cluster or str(row["cluster"]) == cluster) and (not status or row["status"] == status)
    ]


def action_rows(choice: Choice) -> list[dict[str, Any]]:
    """Every action of the plan with its figures, its cluster's number and whether it is in the plan."""
    details = summaries.load_details(choice.figures, choice.names)
    return [
        {
            **summaries.action_figures(choice.figures, facts, details),
            "cluster": facts.cluster.number,
            "is_in_plan": facts.is_in_plan,
        }
        for facts in choice.figures.actions
    ]


def _person(request: Request) -> PersonalRequest:
    """IsAuthenticated lets nobody else reach a view."""
    return cast("PersonalRequest", request)
