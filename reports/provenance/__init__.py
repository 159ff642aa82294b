"""Telusur: how each figure of a frozen report came about, told from the frozen figures alone (no database in here)."""

from reports.provenance.paths import trace_of
from reports.provenance.trace import Cell, Trace, TraceTable, UnknownFigure, measured

__all__ = ["Cell", "Trace", "TraceTable", "UnknownFigure", "measured", "trace_of"]
