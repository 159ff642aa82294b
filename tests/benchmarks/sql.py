"""Floors in the plainest SQL: a year's achievements, mean and counts; and the filing of a report.

That of the figures knows the rules of the common cases (sums, last values, ratios, milestones, capped mean by action
and weight) and none of the rarer ones (cut-offs, hand-overs, pending rounds, revised targets). Both run on both
databases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

FIGURES = """
WITH official AS (
    SELECT e.report_id, MAX(e.id) AS event_id FROM actions_progressevent e
    JOIN actions_progressreport r ON r.id = e.report_id
    JOIN actions_reportingperiod p ON p.id = r.period_id
    WHERE e.kind = 'verify' AND p.plan_id = %(plan)s AND p.year = %(year)s GROUP BY e.report_id
), readings AS (
    SELECT m.indicator_id, p.number, m.value, m.numerator, m.denominator, m.reached_on,
           ROW_NUMBER() OVER (PARTITION BY m.indicator_id ORDER BY p.number DESC) AS newest
    FROM official o
    JOIN actions_measurementround m ON m.event_id = o.event_id AND m.state = 'value'
    JOIN actions_progressreport r ON r.id = o.report_id
    JOIN actions_reportingperiod p ON p.id = r.period_id
), actuals AS (
    SELECT i.id, i.action_id, i.measure, i.direction,
           CASE WHEN i.accumulation = 'flow' THEN SUM(s.value)
                ELSE SUM(CASE WHEN s.newest = 1 THEN s.value END) END AS amount,
           CASE WHEN i.accumulation = 'flow' THEN SUM(s.numerator)
                ELSE SUM(CASE WHEN s.newest = 1 THEN s.numerator END) END AS part,
           CASE WHEN i.accumulation = 'flow' THEN SUM(s.denominator)
                ELSE SUM(CASE WHEN s.newest = 1 THEN s.denominator END) END AS whole,
           MAX(s.reached_on) AS reached_on
    FROM actions_indicator i
    JOIN actions_action a ON a.id = i.action_id AND a.plan_id = %(plan)s
    LEFT JOIN readings s ON s.indicator_id = i.id
    GROUP BY i.id, i.action_id, i.measure, i.direction, i.accumulation
), achievements AS (
    SELECT c.id, c.action_id,
           CASE WHEN c.measure = 'milestone' THEN CASE WHEN c.reached_on IS NULL THEN 0 ELSE 100 END
                WHEN c.measure = 'percentage' THEN
                     CASE WHEN c.whole > 0 THEN c.part * 1000000.0 / c.whole * 100 / NULLIF(t.value, 0) END
                WHEN c.direction = 'falling' THEN (2.0 * t.value - c.amount) / NULLIF(t.value, 0) * 100
                ELSE c.amount * 100.0 / NULLIF(t.value, 0) END AS percent
    FROM actuals c
    JOIN actions_target t ON t.indicator_id = c.id AND t.year = %(year)s AND t.assignment_id IS NULL
    WHERE t.version = (
        SELECT MAX(v.version) FROM actions_target v
        WHERE v.indicator_id = t.indicator_id AND v.year = t.year AND v.assignment_id IS NULL
    )
), scores AS (
    SELECT action_id, AVG(CASE WHEN percent > 100 THEN 100 WHEN percent < 0 THEN 0 ELSE COALESCE(percent, 0) END) AS score
    FROM achievements GROUP BY action_id
)
SELECT SUM(s.score * a.weight) / SUM(a.weight),
       (SELECT COUNT(*) FROM achievements WHERE percent >= 90),
       (SELECT COUNT(*) FROM achievements WHERE percent >= 60 AND percent < 90),
       (SELECT COUNT(*) FROM achievements WHERE percent < 60),
       (SELECT COUNT(*) FROM achievements WHERE percent IS NULL)
FROM scores s JOIN actions_action a ON a.id = s.action_id
"""


def plain_figures(plan_id: int, year: int) -> tuple[Any, ...]:
    """(score, achieved, attention, behind, without) of a plan's year."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"plan": plan_id, "year": year})
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def plain_region_figures(plan_ids: list[int], year: int) -> list[tuple[Any, ...]]:
    """(plan, score, achieved, attention, behind, without) of a year of each of the plans: the same SQL, by plan."""
    sql = FIGURES[: FIGURES.index("SELECT SUM(s.score")].replace("plan_id = %(plan)s", "plan_id = ANY(%(plans)s)")
    with connection.cursor() as cursor:
        cursor.execute(sql + BY_PLAN, {"plans": plan_ids, "year": year})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


BY_PLAN = """
SELECT a.plan_id, SUM(s.score * a.weight) / SUM(a.weight), SUM(c.achieved), SUM(c.attention), SUM(c.behind), SUM(c.without)
FROM scores s JOIN actions_action a ON a.id = s.action_id
JOIN (
    SELECT action_id, COUNT(CASE WHEN percent >= 90 THEN 1 END) AS achieved,
           COUNT(CASE WHEN percent >= 60 AND percent < 90 THEN 1 END) AS attention,
           COUNT(CASE WHEN percent < 60 THEN 1 END) AS behind,
           COUNT(CASE WHEN percent IS NULL THEN 1 END) AS without
    FROM achievements GROUP BY action_id
) c ON c.action_id = s.action_id
GROUP BY a.plan_id
"""
COLUMNS = (
    "indicator_id, state, value, numerator, denominator, is_reached, reached_on, document_number, reason, may_exceed"
)
FILING = """
INSERT INTO actions_progressevent (report_id, kind, from_state, to_state, at, by_id, note, reason_code, is_filing)
VALUES (%(report)s, 'submit', 'draft', 'submitted', %(at)s, %(by)s, '', '', TRUE) RETURNING id
"""
ROUNDS = f"""
INSERT INTO actions_measurementround (event_id, report_id, verifier_note, {COLUMNS})
SELECT %(event)s, report_id, '', {COLUMNS} FROM actions_measurement WHERE report_id = %(report)s
"""
SUBMITTED = """
UPDATE actions_progressreport
SET state = 'submitted', submitted_at = %(at)s, submitted_by_id = %(by)s,
    first_filed_at = COALESCE(first_filed_at, %(at)s)
WHERE id = %(report)s
"""


def file_plainly(report: int, by: int, at: datetime) -> None:
    """Write what a filing writes, and ask nothing: neither who may, nor whether all is answered. Nobody is told."""
    values: dict[str, Any] = {"report": report, "by": by, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(FILING, values)
        values["event"] = cursor.fetchone()[0]
        cursor.execute(ROUNDS, values)
        cursor.execute(SUBMITTED, values)
