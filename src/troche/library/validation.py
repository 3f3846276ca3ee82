"""Every row of evidence predicted, with its table and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troche.studies.validate import Validation
from troche.studies.validate import validate as _validate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ValidationResult", "validate"]


@dataclass(frozen=True, repr=False)
class ValidationResult:
    """What a validation returned, with its rows as a table and its page.

    Parameters
    ----------
    data
        Plain data; see `troche.studies.validate.run.Validation`.
    """

    data: Validation

    @property
    def summary(self) -> Mapping[str, Any]:
        """Counts, refusals and figures; see `troche.studies.validate.summary.FIGURES`."""
        return self.data.summary

    def rows(self, table: str = "pk") -> pd.DataFrame:
        """Return every row of a table: as read, predicted or why not.

        Parameters
        ----------
        table
            ``"pk"``, ``"outcomes"`` or ``"tolerability"``.
        """
        import pandas as pd

        return pd.DataFrame([row.document() for row in self.data.rows[table]])

    def report(self, path: str | Path) -> Path:
        """Write the page, one HTML file that needs nothing else."""
        from troche.report.validation import write_validation

        return write_validation(self.data, path)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data, as ``--json`` prints it."""
        return self.data.document()

    def __repr__(self) -> str:
        counts = self.summary["pk"]
        return f"<validation: {counts['predicted']} of {counts['rows']} rows of exposure predicted>"


def validate(evidence: str | Path | None = None) -> ValidationResult:
    """Predict every row of evidence, each study's family left out.

    Parameters
    ----------
    evidence
        A folder with any of the evidence tables; the built-in tables by default.

    Raises
    ------
    troche.errors.EvidenceError
        If the folder cannot be used.

    Examples
    --------
    >>> import troche as t
    >>> found = t.validate()
    >>> found.summary["pk_gmfe"] < 1.25, found.rows().shape[0]
    (True, 219)
    """
    return ValidationResult(_validate(evidence))
