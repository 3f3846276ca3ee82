"""Why a prediction may be off, in words: from what the row is, never from how far it is off."""

from __future__ import annotations

from collections.abc import Sequence

from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.scores import scored

__all__ = ["likely_reasons", "worst"]

_FEW = 6


def worst(rows: Sequence[ValidatedRow], count: int = 10) -> list[ValidatedRow]:
    """Return the predicted rows with the largest fold errors, the worst first."""
    known = [r for r in rows if r.fold_error is not None]
    return sorted(known, key=lambda r: -(r.fold_error or 0.0))[:count]


def likely_reasons(row: ValidatedRow, rows: Sequence[ValidatedRow]) -> list[str]:
    """Return what about a row makes its prediction hard.

    Parameters
    ----------
    row
        A predicted row.
    rows
        All rows, to know what other families say of the same route.
    """
    reading = row.reading
    assert reading is not None  # only predicted rows have reasons
    found = []
    same = {
        other.family
        for other in scored(rows)
        if other.reading
        and other.family != row.family
        and other.reading.analyte == reading.analyte
        and other.reading.regimen.routes == reading.regimen.routes
    }
    route = " and ".join(reading.regimen.routes)
    if not same:
        found.append(f"no other family has {reading.analyte} after the {route} route")
    elif len(same) == 1:
        found.append(f"only {next(iter(same))} has {reading.analyte} after the {route} route")
    if reading.vagueness >= 0.4:
        found.append("the peak depends on when the first blood was drawn, which is not stated")
    elif reading.vagueness >= 0.15:
        found.append("the row is approximate, or leaves its rule or weight open")
    if reading.quantity == "concentration" and reading.start <= 0.5:
        found.append("an early point, while the drug still spreads")
    if reading.quantity == "time of peak":
        found.append("a mean of discrete sampling times")
    if reading.n <= _FEW:
        found.append(f"{reading.n:.0f} people")
    if row.row.cells.get("sampling_site", "") not in ("arterial", "venous"):
        found.append("the sampling site is not stated; taken as venous")
    if reading.computed:
        found.append("computed by a published model, not observed")
    unreproduced = "cannot be reproduced" in row.row.cells.get("notes", "")
    if unreproduced and reading.analyte == "norketamine":
        found.append("the source's own parameters do not reproduce this number")
    if row.row.secondary:
        found.append("read in a transcription")
    return found or ["none that the row tells"]
