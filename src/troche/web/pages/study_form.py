"""The form of a study: what it shows, and the study file that it becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from starlette.datastructures import FormData, QueryParams

from troche.errors import StudyError
from troche.population.populations import population_names
from troche.studies.specification import DEFAULT_POPULATION
from troche.studies.study_file import study_of
from troche.web.jobs.keys import keys_of
from troche.web.jobs.texts import as_yaml

__all__ = [
    "BESIDE",
    "EXAMPLES",
    "StudyForm",
    "example_form",
    "example_text",
    "form_of_keys",
    "form_of_query",
]

EXAMPLES: Final = (
    ("microdoses-and-infusions", "Daily microdoses against infusions"),
    ("four-routes-one-dose", "One dose by four routes"),
    ("what-stopping-does", "What stopping does"),
)
"""Name and title of the studies to start from."""

BESIDE: Final = ("stable treatment", "new antidepressant")

_SHOWN: Final = {"study", "patients", "weeks", "regimens", "beside", "mood"}
_SHOWN_OF_PATIENTS: Final = {"number", "seed", "population"}


@dataclass(frozen=True)
class StudyForm:
    """What stands in the fields, as text.

    Parameters
    ----------
    title, population, patients, seed, weeks, beside
        As in a study file.
    mood
        Whether mood is predicted.
    rows
        Name and line of each regimen.
    more
        Keys of a study file that the form has no field for, as JSON.
    """

    title: str = ""
    population: str = DEFAULT_POPULATION
    patients: str = "1000"
    seed: str = "1"
    weeks: str = "8"
    beside: str = BESIDE[0]
    mood: bool = True
    rows: tuple[tuple[str, str], ...] = (("", ""), ("", ""))
    more: str = field(default="")

    @property
    def populations(self) -> tuple[str, ...]:
        """What the list of populations offers."""
        return population_names()

    def keys(self) -> dict[str, Any]:
        """Return the keys of the study file.

        Raises
        ------
        troche.errors.StudyError
            If two regimens have one name.
        """
        regimens: dict[str, str] = {}
        for name, text in self.rows:
            if name in regimens:
                raise StudyError("study, regimens", f"{name!r} a second time", "each name once")
            if name or text:
                regimens[name] = text
        more = _more(self.more)
        people = more.pop("patients", {})
        number = {"number": _number(self.patients), "seed": _number(self.seed)}
        study: dict[str, Any] = {
            "study": self.title,
            "patients": {**number, "population": self.population, **people},
            "weeks": _number(self.weeks),
        }
        if self.beside != BESIDE[0]:
            study["beside"] = self.beside
        if not self.mood:
            study["mood"] = False
        return {**study, **more, "regimens": regimens}

    def text(self) -> str:
        """Return the text of the study file.

        Raises
        ------
        troche.errors.StudyError
            As from `keys`.
        """
        return as_yaml(self.keys())

    def changed(self, action: str) -> StudyForm:
        """Return the form after a press of one of its buttons: ``add``, ``remove:2``, ``up:2``."""
        rows = list(self.rows)
        verb, _, number = action.partition(":")
        place = {str(at): at for at in range(len(rows))}.get(number)
        if verb == "add":
            rows.append(("", ""))
        elif verb == "remove" and place is not None:
            del rows[place]
        elif verb in ("up", "down") and place is not None:
            other = place + (1 if verb == "down" else -1)
            if 0 <= other < len(rows):
                rows[place], rows[other] = rows[other], rows[place]
        return replace(self, rows=tuple(rows) or (("", ""),))

    @classmethod
    def sent(cls, form: FormData, most: int) -> StudyForm:
        """Return the form that a browser sent.

        Parameters
        ----------
        form
            Its fields.
        most
            Rows that are read; one more is refused later, with its number.
        """
        names, texts = _all(form, "name"), _all(form, "text")
        rows = tuple(zip(names, texts, strict=False))[: most + 1]

        def one(name: str, otherwise: str) -> str:
            value = form.get(name)
            return value.strip() if isinstance(value, str) else otherwise

        plain = cls()
        return cls(
            title=one("title", plain.title),
            population=one("population", plain.population),
            patients=one("patients", plain.patients),
            seed=one("seed", plain.seed),
            weeks=one("weeks", plain.weeks),
            beside=one("beside", plain.beside),
            mood=one("mood", "") == "on",
            rows=rows or plain.rows,
            more=one("more", ""),
        )


def form_of_keys(keys: Mapping[str, Any]) -> StudyForm:
    """Return the form filled with the keys of a study file.

    Parameters
    ----------
    keys
        Of a study that can be run.
    """
    people = dict(keys.get("patients", {}))
    more = {k: v for k, v in keys.items() if k not in _SHOWN}
    unshown = {k: v for k, v in people.items() if k not in _SHOWN_OF_PATIENTS}
    if unshown:
        more["patients"] = unshown
    if not isinstance(keys.get("mood", True), bool):
        more["mood"] = keys["mood"]
    plain = StudyForm()
    return StudyForm(
        title=str(keys.get("study", "")),
        population=str(people.get("population", plain.population)),
        patients=str(people.get("number", plain.patients)),
        seed=str(people.get("seed", plain.seed)),
        weeks=f"{keys['weeks']:g}" if "weeks" in keys else plain.weeks,
        beside=str(keys.get("beside", plain.beside)),
        mood=keys.get("mood", True) is not False,
        rows=tuple((str(n), str(t)) for n, t in keys.get("regimens", {}).items()) or plain.rows,
        more=json.dumps(more) if more else "",
    )


def form_of_query(query: QueryParams, most: int) -> StudyForm:
    """Return the form that an address fills, such as ``?regimen=drug=10 mg ketamine oral``.

    Parameters
    ----------
    query
        ``regimen`` as often as there are regimens, each ``name=line``; ``title``,
        ``population``, ``patients``, ``seed``, ``weeks``, ``beside``.
    most
        Regimens that are read.
    """
    plain = StudyForm()
    rows = []
    for number, text in enumerate(query.getlist("regimen")[:most], 1):
        name, sign, line = text.partition("=")
        rows.append((name.strip(), line.strip()) if sign else (f"regimen {number}", text.strip()))
    known = ("title", "population", "patients", "seed", "weeks", "beside")
    given: dict[str, Any] = {name: query[name].strip()[:300] for name in known if name in query}
    return replace(plain, rows=tuple(rows) or plain.rows, **given)


@cache
def example_text(name: str) -> str:
    """Return the study file of an example; empty where there is none of that name."""
    if name not in dict(EXAMPLES):
        return ""
    return (files("troche.web") / "examples" / f"{name}.yaml").read_text("utf-8")


def example_form(name: str) -> StudyForm:
    """Return the form filled with an example."""
    return form_of_keys(keys_of(study_of(example_text(name).encode(), name)))


def _all(form: FormData, name: str) -> Sequence[str]:
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]


def _number(text: str) -> Any:
    """Return a number as one, other text as it is, so that a message quotes what was typed."""
    for kind in (int, float):
        try:
            value = kind(text) if len(text) < 30 and text.isascii() else text
        except ValueError:
            continue
        return value
    return text


def _more(text: str) -> dict[str, Any]:
    """Return the keys without a field; nothing where they are no object."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or not isinstance(found.get("patients", {}), dict):
        return {}
    return found
