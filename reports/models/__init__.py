from reports.models.report import Report
from reports.models.statistic import StatisticSeries, StatisticValue

__all__ = ["Report", "StatisticSeries", "StatisticValue"]
