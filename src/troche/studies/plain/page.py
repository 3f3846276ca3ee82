"""All sections of the plain page, in the order in which a reader meets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from troche.studies.plain.benefit import course, standard
from troche.studies.plain.harm import long_use, soon
from troche.studies.plain.section import Section
from troche.studies.plain.small import small
from troche.studies.plain.truths import INFUSION, SMALL, Truths, truths
from troche.studies.plain.words import about, danger, regulators, unknown, use, use_of_a_report

__all__ = ["TITLE", "PlainPage", "core", "plain_page"]

TITLE: Final = "Ketamine for depression: what is known and what is not"


_HOME: Final = ("compounded", "restricted")
"""What regulators say of use at home, for pages that have little room."""


@dataclass(frozen=True)
class PlainPage:
    """What `troche.plain` writes, as plain data.

    Parameters
    ----------
    title
        Of the page.
    sections
        In order.
    """

    title: str
    sections: tuple[Section, ...]

    def __getitem__(self, key: str) -> Section:
        """Return one section by its key."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(f"{key!r}; there are {', '.join(s.key for s in self.sections)}")

    def document(self) -> dict[str, Any]:
        """Return it as plain data, with the regimens that the model was asked about."""
        return {
            "title": self.title,
            "sections": [section.document() for section in self.sections],
            "computed_for": {
                "standard": INFUSION,
                "small": SMALL,
                "meaning": "examples that the model was asked about; no dose for anyone",
            },
        }


def plain_page(found: Truths | None = None) -> PlainPage:
    """Return what is known and not known, in plain words.

    Parameters
    ----------
    found
        What the model says; by default what the shipped draws say.

    Examples
    --------
    >>> page = plain_page()
    >>> page["danger"].prose.startswith("If you or someone else may be in danger")
    True
    """
    said = truths() if found is None else found
    sections = (
        use(), danger(), about(), standard(said), course(said), small(said),
        soon(), long_use(), unknown(), regulators(),
    )  # fmt: skip
    return PlainPage(TITLE, sections)


def core() -> tuple[Section, ...]:
    """Return the sections in which a study's report ends, without any number.

    Examples
    --------
    >>> [section.key for section in core()]
    ['use', 'danger', 'regulators']
    """
    return use_of_a_report(), danger(), regulators(_HOME)
