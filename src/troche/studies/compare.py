"""The main job: these regimens, the same patients."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from troche.engine.pool import Progress
from troche.studies.plan import lay_out
from troche.studies.results import Result
from troche.studies.run import run
from troche.studies.specification import StudySpec

__all__ = ["compare"]


def compare(
    study: StudySpec,
    *,
    folder: str | Path | None = None,
    workers: int | None = None,
    report: Callable[[Progress], None] | None = None,
    finish: Callable[[Result, Path], None] | None = None,
    command: str = "",
) -> Result:
    """Compare the regimens of a study in the same virtual patients.

    Parameters
    ----------
    study
        From `troche.read_study`.
    folder
        Where Parquet files, manifest and data dictionary go; nothing is written
        without one. A stopped run with a folder resumes when called again.
    workers
        Threads; all cores by default. Results do not depend on it.
    report
        Called with the progress.
    finish
        Called with the result and the folder before it gets its name, to add files.
    command
        What made the run, for the manifest.

    Returns
    -------
    Result

    Raises
    ------
    troche.errors.BadInput
        If the model does not describe a regimen.
    troche.errors.Interrupted
        If it was stopped.

    Examples
    --------
    >>> from troche.studies.specification import checked
    >>> spec = checked({"study": "Two routes", "weeks": 1, "patients": {"number": 40},
    ...     "regimens": {"vein": "10 mg ketamine iv over 40 min",
    ...                  "mouth": "10 mg ketamine oral capsule"}}, "example")
    >>> result = compare(spec)
    >>> vein, mouth = (result[n].quantity("ketamine cmax").spread["median"]
    ...                for n in ("vein", "mouth"))
    >>> vein > 4 * mouth
    True
    """
    return run(
        lay_out(study),
        title=study.study,
        kind="compare",
        command=command or "troche.compare(...)",
        every=False,
        folder=Path(folder) if folder is not None else None,
        workers=workers,
        report=report,
        finish=finish,
    )
