"""What is known of claims, with their table and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troche.studies.claims import ClaimResult
from troche.studies.claims import claims as _claims

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ClaimsResult", "claims"]


@dataclass(frozen=True, repr=False)
class ClaimsResult:
    """What is known of claims, with their table and page.

    Parameters
    ----------
    data
        Plain data; see `troche.studies.claims.result.ClaimResult`.
    """

    data: tuple[ClaimResult, ...]

    def __getitem__(self, name: str) -> ClaimResult:
        """Return one claim by name."""
        return {each.claim.id: each for each in self.data}[name]

    @property
    def summary(self) -> pd.DataFrame:
        """One row for each claim: verdict, answer, studies, share extrapolated."""
        import pandas as pd

        from troche.report.claims_words import summary_rows

        return pd.DataFrame(summary_rows(self.data))

    @property
    def rows(self) -> pd.DataFrame:
        """Every published row that speaks, with the claim and how it bears on it."""
        import pandas as pd

        spoken = [{"claim": c.claim.id} | row.document() for c in self.data for row in c.rows]
        return pd.DataFrame(spoken)

    def report(self, path: str | Path) -> Path:
        """Write the page, one HTML file that needs nothing else."""
        from troche.report.claims_page import write_claims

        return write_claims(self.data, path)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data, as ``--json`` prints it."""
        from troche.report.claims_text import claims_document

        return claims_document(self.data)

    def __repr__(self) -> str:
        said = ", ".join(f"{each.claim.id}: {each.verdict.word}" for each in self.data)
        return f"<claims: {said}>"


def claims(names: Sequence[str] | None = None, files: Sequence[str | Path] = ()) -> ClaimsResult:
    """Weigh claims made for small doses: published rows, the model, a verdict.

    Parameters
    ----------
    names
        Of claims that ship; all of them by default.
    files
        Claim files of your own, evaluated after them.

    Raises
    ------
    troche.BadInput
        With one message: where, what was found, what is allowed.

    Examples
    --------
    >>> from troche import claims
    >>> found = claims(["acute-suicide-risk"])
    >>> found["acute-suicide-risk"].verdict.word
    'no evidence'
    """
    return ClaimsResult(_claims(names, files))
