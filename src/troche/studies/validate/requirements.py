"""Requirements that a validation must meet, from a YAML file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from troche.errors import StudyError, nearest
from troche.studies.validate.summary import FIGURES

__all__ = ["Requirement", "failures", "read_requirements"]

_WORDS: Final = ("at_least", "at_most")
_LARGEST: Final = 100_000


@dataclass(frozen=True)
class Requirement:
    """One figure and its bounds.

    Parameters
    ----------
    figure
        A name of the summary.
    at_least, at_most
        Inclusive; infinite where there is none.
    """

    figure: str
    at_least: float = -math.inf
    at_most: float = math.inf

    def failure(self, summary: Mapping[str, Any]) -> str | None:
        """Return what is wrong, or None."""
        value = summary.get(self.figure)
        if value is None:
            return f"{self.figure}: no row gives it"
        if value < self.at_least:
            return f"{self.figure}: {value:.4g} is below {self.at_least:g}"
        if value > self.at_most:
            return f"{self.figure}: {value:.4g} is above {self.at_most:g}"
        return None


def read_requirements(path: str | Path) -> tuple[Requirement, ...]:
    """Read requirements: names of the summary, each with at_least or at_most.

    Raises
    ------
    troche.errors.StudyError
        If the file cannot be read, or names what the summary does not have.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            raise StudyError(str(path), f"{file.stat().st_size} bytes", "at most 100 kB")
        content = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise StudyError(str(path), error.strerror or "no file", "a readable YAML file") from error
    except UnicodeDecodeError as error:
        raise StudyError(str(path), f"byte {error.start} is not UTF-8", "UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise StudyError(where, getattr(error, "problem", None) or "no YAML", "YAML") from None
    except RecursionError:
        raise StudyError(str(path), "lists inside lists without end", "a flat file") from None
    if not isinstance(content, dict) or not content:
        allowed = "lines such as 'pk_gmfe_auc: {at_most: 1.5}'"
        raise StudyError(str(path), content, allowed)
    return tuple(_requirement(str(path), key, value) for key, value in content.items())


def _requirement(path: str, figure: Any, bounds: Any) -> Requirement:
    if figure not in FIGURES:
        near = nearest(str(figure), FIGURES)
        raise StudyError(f"{path}, {figure}", figure, ", ".join(FIGURES), near)
    where = f"{path}, {figure}"
    if not isinstance(bounds, dict) or not bounds:
        raise StudyError(where, bounds, "{at_least: number}, {at_most: number}, or both")
    values: dict[str, float] = {}
    for word, value in bounds.items():
        if word not in _WORDS:
            raise StudyError(where, word, " or ".join(_WORDS), nearest(str(word), _WORDS))
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise StudyError(f"{where}, {word}", value, "a number")
        values[word] = float(value)
    found = Requirement(figure, **values)
    if found.at_least > found.at_most:
        raise StudyError(
            where, f"{found.at_least:g} to {found.at_most:g}", "at_least below at_most"
        )
    return found


def failures(requirements: tuple[Requirement, ...], summary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is not met, one sentence each."""
    return tuple(f for r in requirements if (f := r.failure(summary)))
