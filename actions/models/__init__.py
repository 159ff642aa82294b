from actions.models.action import Action, ActionTag, Assignment
from actions.models.budget import BudgetCeiling, BudgetLine, UnlinkedBudget
from actions.models.calendar import CalendarLink
from actions.models.changes import EntryChange
from actions.models.cluster_narrative import ClusterNarrative
from actions.models.commitment import Commitment, TargetRequest
from actions.models.evidence import Evidence, EvidenceRequirement
from actions.models.indicator import Indicator, Target
from actions.models.measurement import Measurement, Narrative, Realization
from actions.models.period import PeriodEvent, ReportingPeriod
from actions.models.plan_import import PlanImport
from actions.models.preview import EvidencePage, EvidencePreview
from actions.models.progress import ProgressReport
from actions.models.reminder import Reminder
from actions.models.rounds import MeasurementRound, NarrativeRound, ProgressEvent, RealizationRound, ReturnPoint

__all__ = [
    "Action",
    "ActionTag",
    "Assignment",
    "BudgetCeiling",
    "BudgetLine",
    "CalendarLink",
    "ClusterNarrative",
    "Commitment",
    "EntryChange",
    "Evidence",
    "EvidencePage",
    "EvidencePreview",
    "EvidenceRequirement",
    "Indicator",
    "Measurement",
    "MeasurementRound",
    "Narrative",
    "NarrativeRound",
    "PeriodEvent",
    "PlanImport",
    "ProgressEvent",
    "ProgressReport",
    "Realization",
    "RealizationRound",
    "Reminder",
    "ReportingPeriod",
    "ReturnPoint",
    "Target",
    "TargetRequest",
    "UnlinkedBudget",
]
