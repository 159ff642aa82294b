"""What may follow what: the one table of a progress report's states.

Editing is possible in ``draft`` and ``returned`` only. *Filed* (calculation.md, "Rounds and
readings") is ``endorsed``, or ``submitted`` where the organization has endorsement switched off.
"""

from typing import Final

from actions.enums import EventKind, ReportState

EDITABLE: Final = frozenset({ReportState.DRAFT, ReportState.RETURNED})

_WITH_ENDORSEMENT: Final = {
    (EventKind.SUBMIT, ReportState.DRAFT): ReportState.SUBMITTED,
    (EventKind.SUBMIT, ReportState.RETURNED): ReportState.SUBMITTED,
    (EventKind.WITHDRAW, ReportState.SUBMITTED): ReportState.DRAFT,
    (EventKind.WITHDRAW, ReportState.ENDORSED): ReportState.DRAFT,
    (EventKind.ENDORSE, ReportState.SUBMITTED): ReportState.ENDORSED,
    (EventKind.RETURN, ReportState.SUBMITTED): ReportState.RETURNED,
    (EventKind.RETURN, ReportState.ENDORSED): ReportState.RETURNED,
    (EventKind.VERIFY, ReportState.ENDORSED): ReportState.VERIFIED,
    (EventKind.REOPEN, ReportState.VERIFIED): ReportState.DRAFT,
}
_WITHOUT_ENDORSEMENT: Final = {
    **{move: state for move, state in _WITH_ENDORSEMENT.items() if move[0] != EventKind.ENDORSE},
    (EventKind.VERIFY, ReportState.SUBMITTED): ReportState.VERIFIED,
}


class TransitionNotAllowed(Exception):
    """The report's present state does not allow this step."""

    def __init__(self, kind: str, state: str) -> None:
        self.kind, self.state = EventKind(kind), ReportState(state)
        super().__init__(
            f"Langkah “{self.kind.label}” tidak dapat dilakukan pada laporan yang berstatus “{self.state.label}”. "
            "Muat ulang halaman untuk melihat keadaan terakhirnya."
        )


class NeverFiled(TransitionNotAllowed):
    """Submitted while endorsement was required, which was switched off before anybody endorsed: nothing was filed."""

    def __init__(self) -> None:
        super().__init__(EventKind.VERIFY, ReportState.SUBMITTED)
        sentence = (
            "Laporan ini diajukan sebelum pengesahan instansinya dimatikan, sehingga belum dilaporkan. "
            "Kembalikan dengan catatan, atau minta operatornya menarik laporan ini dan mengajukannya lagi."
        )
        self.args = (sentence,)


def next_state(kind: str, state: str, *, endorsement_required: bool) -> ReportState:
    """The state after step ``kind`` from ``state``; raises :class:`TransitionNotAllowed`."""
    table = _WITH_ENDORSEMENT if endorsement_required else _WITHOUT_ENDORSEMENT
    try:
        return table[EventKind(kind), ReportState(state)]
    except KeyError:
        raise TransitionNotAllowed(kind, state) from None


def may(kind: str, state: str, *, endorsement_required: bool) -> bool:
    table = _WITH_ENDORSEMENT if endorsement_required else _WITHOUT_ENDORSEMENT
    return (EventKind(kind), ReportState(state)) in table


def files(kind: str, *, endorsement_required: bool) -> bool:
    """Does step ``kind`` file the report (the moment that decides on *tepat waktu*)?"""
    return kind == (EventKind.ENDORSE if endorsement_required else EventKind.SUBMIT)
