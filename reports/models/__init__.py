from reports.models.document import Document
from reports.models.frozen_figures import FrozenFigures
from reports.models.kept_figures import KeptFigures
from reports.models.manuscript import ChapterComment, ChapterVersion, FeedbackRequest, Manuscript
from reports.models.report import Report
from reports.models.saved_view import SavedView
from reports.models.section import ReportPart, Section
from reports.models.signed_copy import SignedCopy
from reports.models.statistic import StatisticSeries, StatisticValue
from reports.models.volume import ReportVolume

__all__ = [
    "ChapterComment",
    "ChapterVersion",
    "Document",
    "FeedbackRequest",
    "FrozenFigures",
    "KeptFigures",
    "Manuscript",
    "Report",
    "ReportPart",
    "ReportVolume",
    "SavedView",
    "Section",
    "SignedCopy",
    "StatisticSeries",
    "StatisticValue",
]
