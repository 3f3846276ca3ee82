"""troche: the open workbench for low-dose ketamine in depression.

For research and teaching about groups. Not for diagnosis, prognosis or treatment of any
person; not a medical device, and not validated as one. It must not be used to choose,
change, time or combine doses for anyone, yourself included.

Examples
--------
>>> import troche as t
>>> result = t.simulate("0.5 mg/kg ketamine iv over 40 min", patients=40)
>>> result.summary.set_index("quantity").loc["bioavailability", "median"]
np.float64(1.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from troche.errors import BadInput as BadInput
    from troche.errors import TrocheError as TrocheError
    from troche.evidence import find as find
    from troche.evidence import load as load
    from troche.evidence import select as select
    from troche.evidence import study as study
    from troche.library.claims import claims as claims
    from troche.library.explanation import explain as explain
    from troche.library.exploring import explore as explore
    from troche.library.plain_page import plain as plain
    from troche.library.studies import StudyResult as StudyResult
    from troche.library.studies import compare as compare
    from troche.library.studies import simulate as simulate
    from troche.library.validation import validate as validate
    from troche.population.populations import population_names as population_names
    from troche.population.recipes import model_names as model_names
    from troche.regimen import Regimen as Regimen
    from troche.regimen import expand as expand
    from troche.regimen import parse as parse
    from troche.studies.specification import StudySpec as StudySpec
    from troche.studies.study_file import read_study as read_study

_HOMES = {
    "BadInput": "troche.errors",
    "Regimen": "troche.regimen",
    "StudyResult": "troche.library.studies",
    "StudySpec": "troche.studies.specification",
    "TrocheError": "troche.errors",
    "claims": "troche.library.claims",
    "compare": "troche.library.studies",
    "expand": "troche.regimen",
    "explain": "troche.library.explanation",
    "explore": "troche.library.exploring",
    "find": "troche.evidence",
    "load": "troche.evidence",
    "model_names": "troche.population.recipes",
    "parse": "troche.regimen",
    "plain": "troche.library.plain_page",
    "population_names": "troche.population.populations",
    "read_study": "troche.studies.study_file",
    "select": "troche.evidence",
    "simulate": "troche.library.studies",
    "study": "troche.evidence",
    "validate": "troche.library.validation",
}

__all__ = [
    "BadInput",
    "Regimen",
    "StudyResult",
    "StudySpec",
    "TrocheError",
    "claims",
    "compare",
    "expand",
    "explain",
    "explore",
    "find",
    "load",
    "model_names",
    "parse",
    "plain",
    "population_names",
    "read_study",
    "select",
    "simulate",
    "study",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``import troche`` is quick."""
    from importlib import import_module

    if name == "__version__":
        from importlib.metadata import version

        return version("troche")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'troche' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
