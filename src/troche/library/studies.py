"""Studies: simulate one regimen, compare several, with figures and a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troche.engine.pool import Progress
from troche.studies import compare as _compare
from troche.studies import simulate as _simulate
from troche.studies.results import RegimenResult, Result
from troche.studies.specification import DEFAULT_POPULATION, StudySpec, checked

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from troche.studies.harm.results import HarmResult
    from troche.studies.mood.results import MoodResult

__all__ = ["StudyResult", "compare", "simulate"]

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
        """Write the report: one HTML file that needs nothing else, or a Word document.

        Parameters
        ----------
        path
            Ends in ``.html`` or, with the extra ``report``, in ``.docx``.
        """
        from troche.report import write_report

        return write_report(self.data, Path(path))

    def save_figures(self, folder: str | Path, kind: str = "svg") -> list[Path]:
        """Write every figure of the report to a folder that is there.

        Parameters
        ----------
        folder
            Gets ``figure.svg``, the main one, and ``figure-NAME.svg``.
        kind
            ``svg``, ``png`` or ``pdf`` (with the extra ``report`` and Chromium, Chrome or
            Edge), ``html`` or ``json``.
        """
        from troche.report import save_figures

        return save_figures(self.data, folder, f".{kind}")

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
