"""What a table holds that was not used, and what was taken where it says nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.regimen.events import MANNER, EventTable
from troche.regimen.events.columns import NO_EFFECT
from troche.studies.event_run.manner import Given

__all__ = ["notes_of"]

_READ: Final = frozenset({"WT", "MDV", *MANNER, *NO_EFFECT})
_PARAMETER: Final = re.compile(r"(?:F|ALAG)[0-9]+")


def notes_of(
    table: EventTable, name: str, doses: Sequence[Given], weight_assumed: bool
) -> tuple[str, ...]:
    """Return one sentence for each thing that was not used or was assumed.

    Parameters
    ----------
    table
        As read.
    name
        Of the table.
    doses
        Of all individuals.
    weight_assumed
        Whether someone's weight is missing.
    """
    notes = list(table.notes)
    unused = [column for column in table.columns if column.upper() not in _READ]
    if unused:
        notes.append(f"{name}: kept but not used: {_columns(unused)}")
    parameters = [column for column in unused if _PARAMETER.fullmatch(column.upper())]
    if parameters:
        notes.append(
            f"{name}: {', '.join(parameters)}: the model has its own bioavailability and lag; "
            "give factors and further lags by route with --bioavailability and --lag"
        )
    assumed: dict[str, list[int]] = {}
    for dose in doses:
        for said in dose.assumed:
            assumed.setdefault(said, []).append(dose.record.row)
    notes += [f"{name}, {_rows(rows)}: {said}" for said, rows in assumed.items()]
    if weight_assumed:
        notes.append(f"{name}: no WT: {REFERENCE_WEIGHT:g} kg")
    return tuple(notes)


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _rows(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:3])) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")
    return f"row{'s' if len(rows) > 1 else ''} {shown}"
