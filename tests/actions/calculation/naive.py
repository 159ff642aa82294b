"""A second implementation of the rules, slow and plain, written from the text of the rules and not from the code.

It knows no e4, no rows and no tallies: a case is made of dicts, numbers are fractions as people mean them.

    indicator: measure, accumulation, direction, additive
    year: year, n (periods), past_due (set of numbers), target (Fraction or None), reporters
    reporter: key, lead (bool), reports: {number: {"due": bool, "pending": bool, "cell": cell}}
    cell: None (nothing filed), "no_data", "not_applicable", or a value:
          Fraction (count), (Fraction, Fraction) (percentage), date or "not reached" (milestone)
"""

from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

Case = dict[str, Any]
SILENT = (None, "no_data", "not_applicable")


def is_value(cell: Any) -> bool:
    return cell not in SILENT


# --- which reporters and periods count -----------------------------------------------------------------------------


def counting_reporters(indicator: Case, year: Case) -> list[Case]:
    """They add up only where the plan says so, never for `latest` or milestones; otherwise the lead's stands."""
    may_add = indicator["accumulation"] != "latest" and indicator["measure"] != "milestone"
    if indicator["additive"] and may_add:
        return list(year["reporters"])
    return [reporter for reporter in year["reporters"] if reporter["lead"]]


def reports_of(reporters: list[Case], number: int) -> list[Case]:
    return [reporter["reports"][number] for reporter in reporters if number in reporter["reports"]]


def past_due(reporters: list[Case], year: Case) -> list[int]:
    found = []
    for number in range(1, year["n"] + 1):
        reports = reports_of(reporters, number)
        if reports and all(report["due"] for report in reports):
            found.append(number)
        if not reports and number in year["past_due"]:
            found.append(number)
    return found


def pending(reporters: list[Case], year: Case) -> list[int]:
    return [
        number
        for number in past_due(reporters, year)
        if any(report["pending"] for report in reports_of(reporters, number))
    ]


def p_of(reporters: list[Case], year: Case, cut: int) -> list[int]:
    waiting = pending(reporters, year)
    return [number for number in past_due(reporters, year) if number not in waiting and number <= cut]


# --- the actual ----------------------------------------------------------------------------------------------------


def cells(reporters: list[Case], numbers: list[int]) -> list[Any]:
    """Every cell that somebody owed; a period that nobody owed is a cell that nobody filed."""
    found = []
    for number in numbers:
        reports = reports_of(reporters, number)
        found += [report["cell"] for report in reports]
        if not reports:
            found.append(None)
    return found


def value_of_reporter(indicator: Case, reporter: Case, numbers: list[int]) -> Any:
    held = [reporter["reports"][number]["cell"] for number in numbers if number in reporter["reports"]]
    held = [cell for cell in held if is_value(cell)]
    if not held:
        return None
    if indicator["measure"] == "milestone":
        days = [cell for cell in held if isinstance(cell, date)]
        return min(days) if days else "not reached"
    if indicator["accumulation"] != "flow":
        return held[-1]
    if indicator["measure"] == "count":
        return sum(held, Fraction(0))
    return (sum((part for part, _ in held), Fraction(0)), sum((whole for _, whole in held), Fraction(0)))


def actual(indicator: Case, reporters: list[Case], numbers: list[int]) -> Any:
    values = [value_of_reporter(indicator, reporter, numbers) for reporter in reporters]
    values = [value for value in values if value is not None]
    if not values:
        return None
    if indicator["measure"] == "count":
        return sum(values, Fraction(0))
    if indicator["measure"] == "percentage":
        return (sum((part for part, _ in values), Fraction(0)), sum((whole for _, whole in values), Fraction(0)))
    return values[0]


# --- achievement and status ----------------------------------------------------------------------------------------


def achievement(direction: str, reached: Fraction, target: Fraction) -> Fraction | None:
    if target == 0:
        if direction == "rising":
            return None
        return Fraction(100) if reached == 0 else Fraction(0)
    if direction == "rising":
        return reached / target * 100
    return max(Fraction(0), (2 * target - reached) / target * 100)


def rounded(number: Fraction) -> Fraction:
    return Fraction(floor(number * 100 + Fraction(1, 2)), 100)


def by_thresholds(number: Fraction) -> str:
    if rounded(number) >= 90:
        return "achieved"
    return "attention" if rounded(number) >= 60 else "behind"


def silence(found: list[Any]) -> str | None:
    if None in found:
        return "unreported"
    return "no_data" if "no_data" in found else None


def outcome(status: str, achieved: Fraction | None = None) -> Case:
    if achieved is not None:
        return {"status": by_thresholds(achieved), "achievement": achieved, "score": min(achieved, Fraction(100))}
    score = Fraction(0) if status in ("unreported", "no_data") else None
    return {"status": status, "achievement": None, "score": score}


def is_no_target(indicator: Case, target: Fraction | None) -> bool:
    return target is None or (target == 0 and indicator["direction"] == "rising")


def milestone_in_year(indicator: Case, years: list[Case], year: Case, cut: int) -> Case:
    reporters = counting_reporters(indicator, year)
    numbers = p_of(reporters, year, cut)
    days = []
    for other in years if indicator["accumulation"] == "once" else [year]:
        if cut < year["n"] and other["year"] > year["year"]:
            continue
        their_reporters = counting_reporters(indicator, other)
        until = cut if other is year else other["n"]
        day = actual(indicator, their_reporters, p_of(their_reporters, other, until))
        if isinstance(day, date):
            days.append(day)
    if days:
        in_time = min(days) <= date(year["year"], 12, 31)
        return outcome("", Fraction(100) if in_time else Fraction(0)) | {"late": not in_time, "day": min(days)}
    if [number for number in pending(reporters, year) if number <= cut]:
        return outcome("awaiting")
    if year["n"] not in numbers:
        return outcome("not_yet")
    last = silence(cells(reporters, numbers[-1:]))
    if last is not None:
        return outcome(last)
    if actual(indicator, reporters, numbers) is not None:
        return outcome("", Fraction(0))
    return outcome(silence(cells(reporters, numbers)) or "not_applicable")


def allows_none(indicator: Case, reporters: list[Case], numbers: list[int]) -> str | None:
    """Why the filed cells allow no achievement at all: silence is no achievement."""
    has_value = actual(indicator, reporters, numbers) is not None
    if indicator["direction"] == "rising" and has_value:
        return None
    if indicator["direction"] == "falling" and indicator["accumulation"] != "flow" and has_value:
        return silence(cells(reporters, numbers[-1:]))
    return silence(cells(reporters, numbers))


def in_year(indicator: Case, years: list[Case], which: int, cut: int | None = None) -> Case:
    """status, achievement, score, actual, target (the one used), p, pending."""
    year = next(year for year in years if year["year"] == which)
    until = year["n"] if cut is None else cut
    reporters = counting_reporters(indicator, year)
    numbers = p_of(reporters, year, until)
    waiting = [number for number in pending(reporters, year) if number <= until]
    target = year["target"]
    if target is not None and indicator["measure"] == "count" and indicator["accumulation"] in ("flow", "running"):
        target = target * len(numbers) / year["n"]
    facts = {
        "actual": actual(indicator, reporters, numbers),
        "target": target,
        "p": numbers,
        "pending": waiting,
        "silence": allows_none(indicator, reporters, numbers) if numbers else None,
        "year": which,
    }
    if is_no_target(indicator, year["target"]):
        return facts | outcome("no_target")
    if indicator["measure"] == "milestone":
        return facts | milestone_in_year(indicator, years, year, until)
    return facts | number_in_year(indicator, facts)


def number_in_year(indicator: Case, facts: Case) -> Case:
    if not facts["p"]:
        return outcome("awaiting" if facts["pending"] else "not_yet")
    if facts["silence"] is not None:
        return outcome(facts["silence"])
    if facts["actual"] is None or (indicator["measure"] == "percentage" and facts["actual"][1] == 0):
        return outcome("awaiting" if facts["pending"] else "not_applicable")
    return compare(indicator, facts["actual"], facts["target"])


def compare(indicator: Case, reached: Any, target: Fraction) -> Case:
    if indicator["measure"] == "percentage":
        reached = reached[0] / reached[1] * 100
    result = achievement(indicator["direction"], reached, target)
    return outcome("no_target") if result is None else outcome("", result)


# --- over the plan -------------------------------------------------------------------------------------------------


def without(results: list[Case]) -> Case:
    """No achievement can be computed: silence of a year with a target scores 0, else a reason without a score."""
    statuses = [result["status"] for result in results if result["target"] is not None]
    for status in ("unreported", "no_data", "awaiting", "not_applicable", "not_yet"):
        if status in statuses:
            return outcome(status)
    return outcome("no_target")


def over_plan(indicator: Case, years: list[Case], to_year: int) -> Case:
    results = [in_year(indicator, years, year["year"]) for year in years if year["year"] <= to_year]
    if indicator["accumulation"] == "once":
        return over_plan_once(results, to_year)
    if indicator["accumulation"] == "yearly":
        return over_plan_yearly(results)
    if indicator["accumulation"] in ("stock", "latest"):
        return over_plan_last(indicator, results)
    if indicator["measure"] == "count":
        return over_plan_counts(indicator, results)
    return over_plan_ratios(indicator, results)


def over_plan_once(results: list[Case], to_year: int) -> Case:
    aimed = [result for result in results if result["target"]]
    if not aimed:
        return outcome("no_target") | {"late": False}
    first = aimed[0]
    is_there = "day" in first and first["day"].year <= to_year
    return first | {"late": is_there and first["late"]}


def over_plan_yearly(results: list[Case]) -> Case:
    due = [result for result in results if result["target"] is not None and result["score"] is not None]
    if all(result["status"] in ("unreported", "no_data") for result in due):
        return without(results)
    reached = [result for result in due if result["achievement"] == 100]
    return outcome("", Fraction(100 * len(reached), len(due)))


def over_plan_counts(indicator: Case, results: list[Case]) -> Case:
    aimed = [result for result in results if result["target"] is not None and result["status"] != "not_applicable"]
    reached = [result["actual"] for result in results if result["actual"] is not None]
    if not reached or not [result for result in aimed if result["p"]]:
        return without(results)
    for status in ("unreported", "no_data"):
        if indicator["direction"] == "falling" and any(result["silence"] == status for result in aimed):
            return outcome(status)
    return compare(indicator, sum(reached, Fraction(0)), sum((result["target"] for result in aimed), Fraction(0)))


def over_plan_ratios(indicator: Case, results: list[Case]) -> Case:
    aimed = [result for result in results if result["target"] is not None]
    both = [result for result in aimed if result["actual"] is not None and result["actual"][1] > 0]
    if not both:
        return without(results)
    for status in ("unreported", "no_data"):
        if indicator["direction"] == "falling" and any(result["silence"] == status for result in aimed):
            return outcome(status)
    part = sum((result["actual"][0] for result in both), Fraction(0))
    whole = sum((result["actual"][1] for result in both), Fraction(0))
    target = sum((result["target"] * result["actual"][1] for result in both), Fraction(0)) / whole
    return compare(indicator, (part, whole), target)


def over_plan_last(indicator: Case, results: list[Case]) -> Case:
    valued = [result for result in results if result["actual"] is not None]
    targets = [result["target"] for result in results if result["target"] is not None]
    if not valued or not targets:
        return without(results)
    reached = valued[-1]["actual"]
    if indicator["measure"] == "percentage" and reached[1] == 0:
        return outcome("not_applicable")
    latest = [result for result in results if result["p"]][-1]
    if indicator["direction"] == "falling" and latest["silence"] is not None:
        return outcome(latest["silence"])
    return compare(indicator, reached, targets[-1])


# --- rounds --------------------------------------------------------------------------------------------------------


def rounds(events: list[tuple[int, int, str]], cut_off: int) -> Case:
    """events: (id, moment, what), what being filing, return, withdraw, verify, reopen or anything else."""
    known = sorted((moment, key, what) for key, moment, what in events if moment <= cut_off)
    verified = [key for _, key, what in known if what == "verify"]
    filings = [moment for moment, _, what in known if what == "filing"]
    telling = [(key, what) for _, key, what in known if what in ("filing", "return", "withdraw", "verify", "reopen")]
    official = verified[-1] if verified else None
    is_waiting = bool(telling) and telling[-1][1] == "filing"
    return {
        "official": official,
        "provisional": telling[-1][0] if is_waiting else official,
        "first_filed": filings[0] if filings else None,
        "pending": is_waiting and official is None,
    }
