"""What a reader must know before using a number, in order and in words."""

from __future__ import annotations

from typing import Final

from troche.report.theme import called
from troche.studies.results import Flag, Result

__all__ = ["KINDS", "WHOLE_STUDY", "flags_by_place"]

WHOLE_STUDY: Final = "The whole study"

KINDS: Final = {
    "extrapolation": "Outside the studied range",
    "schedule": "Schedule outside the studied range",
    "no evidence": "No evidence",
    "regulator": "Regulators say",
    "cumulative": "Cumulative exposure",
    "model": "About the model",
}
"""Each kind of flag and its heading, in the order of the page."""


def flags_by_place(result: Result) -> list[tuple[str, list[tuple[str, Flag]]]]:
    """Return the flags of each regimen and of the whole study, with their headings.

    A kind that is not known keeps its own word: no flag is dropped.
    """
    places = [(called(r), r.flags) for r in result.regimens] + [(WHOLE_STUDY, result.flags)]
    order = list(KINDS)
    return [
        (
            place,
            sorted(
                ((KINDS.get(flag.kind, flag.kind), flag) for flag in flags),
                key=lambda pair: order.index(pair[1].kind) if pair[1].kind in order else 9,
            ),
        )
        for place, flags in places
        if flags
    ]
