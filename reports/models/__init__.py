from reports.models.document import Document
from reports.models.kept_figures import KeptFigures
from reports.models.report import Report
from reports.models.statistic import StatisticSeries, StatisticValue

__all__ = ["Document", "KeptFigures", "Report", "StatisticSeries", "StatisticValue"]
