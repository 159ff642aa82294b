"""The rules of calculation as pure functions over plain rows: no query, no model, no clock.

Units everywhere in this package:

* measurements, targets and weights are ints in ten-thousandths ("e4"): 12.5 is 125_000; the target of a percentage
  indicator is its percent in e4: 80 % is 800_000; money is whole rupiah;
* achievements, scores and shares come out as ``fractions.Fraction`` in percent, exact; ``rounding.round_half_up``
  makes of them, once, the ``Decimal`` with two decimals that is compared with thresholds and printed;
* periods of a year are named by their number, 1..n.

Modules, in the order in which they build on each other: ``rounding``, ``rows``, ``rounds`` (which round counts at a
cut-off), ``periods`` (due, P), ``reporters`` (who owes what, lines of successive leads), ``discipline`` (completeness
and timeliness), ``targets``, ``actual``, ``achievement``, ``status``, ``judgement``, ``milestones``, ``figures`` (one
indicator, one year), ``over_plan``, ``contributions`` (of adopting regions), ``scores``, ``coverage``, ``budget``,
``entry_rules``, ``drafts`` (a draft as if verified), ``published`` (series of statistics).
"""
