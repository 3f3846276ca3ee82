"""Why two regimens of a study differ, with its sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from troche.studies.explain import Explanation
from troche.studies.explain import explain as _explain
from troche.studies.specification import StudySpec, checked

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ExplanationResult", "explain"]


@dataclass(frozen=True, repr=False)
class ExplanationResult:
    """Why two regimens differ, with its sentences.

    Parameters
    ----------
    data
        Plain data; see `troche.studies.explain.Explanation`.
    """

    data: Explanation

    @property
    def words(self) -> Mapping[str, Sequence[str]]:
        """The sentences, by heading."""
        from troche.report.explanation_words import sections_of

        return {section.heading: section.sentences for section in sections_of(self.data)}

    @property
    def parameters(self) -> pd.DataFrame:
        """Parameters that the difference depends on, largest share of its variance first."""
        import pandas as pd

        return pd.DataFrame([each.document() for each in self.data.carriers])

    @property
    def families(self) -> pd.DataFrame:
        """The difference without each study family, largest shift first."""
        import pandas as pd

        return pd.DataFrame([each.document() for each in self.data.families])

    @property
    def observations(self) -> pd.DataFrame:
        """Trials that could be run, most telling first."""
        import pandas as pd

        return pd.DataFrame([each.document() for each in self.data.observations])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data, as ``--json`` prints it."""
        from troche.report.explanation_text import explain_document

        return explain_document(self.data)

    def __repr__(self) -> str:
        asked, mean = self.data.question, self.data.answer.difference.mean
        return f"<{asked.first.name} against {asked.second.name}: {mean:+.1f} points of the MADRS>"


def explain(
    study: StudySpec | Mapping[str, Any], between: tuple[str, str] | None = None
) -> ExplanationResult:
    """Say which assumption carries the difference of two regimens, and what would settle it.

    Parameters
    ----------
    study
        From `troche.read_study`, or a mapping of the keys of a study file.
    between
        Names of two of its regimens; by default the first two that give drug, or the only
        one and placebo.

    Returns
    -------
    ExplanationResult

    Raises
    ------
    troche.BadInput
        With one message: where, what was found, what is allowed.

    Examples
    --------
    >>> from troche import explain
    >>> found = explain({"study": "Rhythm", "weeks": 4, "regimens": {
    ...     "once": "0.5 mg/kg ketamine iv over 40 min, weekly for 4 weeks",
    ...     "twice": "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks"}})
    >>> list(found.words)[:3]
    ['The answer', 'Structure or evidence', 'Which assumption carries it']
    >>> found.data.answer.difference.mean < 0
    True
    """
    spec = study if isinstance(study, StudySpec) else checked(study, "study")
    return ExplanationResult(_explain(spec, between))
