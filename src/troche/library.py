"""The library as a skin: the studies of the command line, with figures and reports.

It stands beside the command line, above everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troche.engine.pool import Progress
from troche.studies import compare as _compare
from troche.studies import simulate as _simulate
from troche.studies.claims import ClaimResult
from troche.studies.claims import claims as _claims
from troche.studies.explain import Explanation
from troche.studies.explain import explain as _explain
from troche.studies.results import RegimenResult, Result
from troche.studies.specification import DEFAULT_POPULATION, StudySpec, checked
from troche.studies.validate import Validation
from troche.studies.validate import validate as _validate

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from troche.studies.harm.results import HarmResult
    from troche.studies.mood.results import MoodResult

__all__ = [
    "ClaimsResult",
    "ExplanationResult",
    "StudyResult",
    "ValidationResult",
    "claims",
    "compare",
    "explain",
    "plain",
    "simulate",
    "validate",
]

Report = Callable[[Progress], None]


@dataclass(frozen=True, repr=False)
class StudyResult:
    """What a study returned, with its tables, figures and report.

    Parameters
    ----------
    data
        Plain data; see `troche.studies.results.Result`.
    """

    data: Result

    def __getitem__(self, name: str) -> RegimenResult:
        """Return one regimen by name."""
        return self.data[name]

    @property
    def regimens(self) -> tuple[RegimenResult, ...]:
        """The regimens, in the study's order."""
        return self.data.regimens

    @property
    def summary(self) -> pd.DataFrame:
        """Every quantity of every regimen: one row each, with both kinds of interval."""
        return self.data.summary

    @property
    def curves(self) -> pd.DataFrame:
        """Every curve: one row for each time."""
        return self.data.curves

    @property
    def mood(self) -> MoodResult | None:
        """Scores over time and what becomes of people; None where it was not asked for."""
        return self.data.mood

    @property
    def harm(self) -> HarmResult | None:
        """Adverse events, dissociation and blood pressure; None where it was not asked for."""
        return self.data.harm

    @property
    def burden(self) -> pd.DataFrame:
        """Visits, supervised time, home doses, days without driving: one row each."""
        return self.data.burden

    def figure(self) -> Figure:
        """Return the main figure."""
        from troche.report import figure

        return figure(self.data)

    def report(self, path: str | Path) -> Path:
        """Write the report, one HTML file that needs nothing else.

        Parameters
        ----------
        path
            The file.
        """
        from troche.report import write_report

        return write_report(self.data, Path(path))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data, as ``--json`` prints it."""
        from troche.studies.document import document_of

        return document_of(self.data)

    def __repr__(self) -> str:
        """Return one line: what ran, in how many patients."""
        names = ", ".join(item.name for item in self.data.regimens)
        return f"<{self.data.kind} of {names}: {self.data.patients:,} patients, {self.data.model}>"

    def _repr_html_(self) -> str:
        from troche.report import result_html

        return result_html(self.data)


def simulate(
    regimen: str,
    *,
    patients: int | None = None,
    seed: int = 1,
    population: str = DEFAULT_POPULATION,
    model: str = "troche",
    weeks: float | None = None,
    areas: Mapping[str, tuple[float, float]] | None = None,
    level: float | None = None,
    knowledge: str = "uncertain",
    adherence: str = "full",
    patient_file: str | None = None,
    mood: bool = True,
    harm: bool = True,
    beside: str = "stable treatment",
    folder: str | Path | None = None,
    workers: int | None = None,
    report: Report | None = None,
) -> StudyResult:
    """Simulate one regimen in virtual patients.

    Parameters
    ----------
    regimen
        A line of the regimen language.
    patients, seed
        How many (1,000 by default, or the rows of the patient file), and the seed of all
        chance.
    population, patient_file
        A documented population; a CSV file of one's own.
    model
        ``"troche"`` or a published model.
    weeks
        Horizon; by default the regimen and two days more.
    areas : h
        Further intervals for areas, by name.
    level : ng/mL
        Ketamine concentration above which time is counted.
    knowledge
        ``"uncertain"`` or ``"typical"``.
    adherence
        ``"full"`` or ``"as drawn"``.
    mood
        Whether mood is predicted.
    harm
        Whether harm and burden are told.
    beside
        ``"stable treatment"`` or ``"new antidepressant"``, which everyone starts then.
    folder
        Where Parquet files, manifest and data dictionary go, if anywhere.
    workers
        Threads; results do not depend on it.
    report
        Called with the progress.

    Returns
    -------
    StudyResult

    Raises
    ------
    troche.BadInput
        With one message: where, what was found, what is allowed.

    Examples
    --------
    >>> from troche import simulate
    >>> drug = simulate("25 mg ketamine sublingual tablet held 10 min", patients=100)
    >>> drug.regimens[0].label
    'low dose'
    """
    return StudyResult(
        _simulate.simulate(
            regimen,
            patients=patients,
            seed=seed,
            population=population,
            model=model,
            weeks=weeks,
            areas=areas,
            level=level,
            knowledge=knowledge,
            adherence=adherence,
            patient_file=patient_file,
            mood=mood,
            harm=harm,
            beside=beside,
            folder=folder,
            workers=workers,
            report=report,
        )
    )


def compare(
    study: StudySpec | Mapping[str, Any],
    *,
    folder: str | Path | None = None,
    workers: int | None = None,
    report: Report | None = None,
) -> StudyResult:
    """Compare the regimens of a study in the same virtual patients.

    Parameters
    ----------
    study
        From `troche.read_study`, or a mapping of the keys of a study file.
    folder, workers, report
        As in `simulate`.

    Returns
    -------
    StudyResult

    Raises
    ------
    troche.BadInput
        With one message: where, what was found, what is allowed.

    Examples
    --------
    >>> from troche import compare
    >>> result = compare({"study": "Two doses", "weeks": 1, "patients": {"number": 40},
    ...     "regimens": {"a": "10 mg ketamine iv over 40 min",
    ...                  "b": "20 mg ketamine iv over 40 min"}})
    >>> a, b = (result[name].quantity("ketamine cmax").spread["median"] for name in "ab")
    >>> round(b / a, 6)
    2.0
    """
    spec = study if isinstance(study, StudySpec) else checked(study, "study")
    return StudyResult(_compare.compare(spec, folder=folder, workers=workers, report=report))


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


def plain(path: str | Path) -> Path:
    """Write the plain page: what is known, what is not, and what regulators say.

    Parameters
    ----------
    path
        The file, which ends in ``.html``; one that is there is replaced.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    troche.BadInput
        If the name does not end in ``.html`` or the folder cannot be written.

    Examples
    --------
    >>> import tempfile, troche as t
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     t.plain(f"{folder}/plain.html").name
    'plain.html'
    """
    from troche.report.plain import write_plain
    from troche.studies.plain import plain_page

    return write_plain(plain_page(), path)
