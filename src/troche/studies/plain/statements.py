"""Statements of regulators in plain words, each bound to its row of the guidance table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from troche.evidence import Row, find

__all__ = ["STATEMENTS", "Statement"]


@dataclass(frozen=True)
class Statement:
    """One statement.

    Parameters
    ----------
    issuer, year, topic
        Cells that find its one row in ``guidance``; the year may be empty.
    sentences
        In plain words, with nothing that the row does not say.
    """

    issuer: str
    year: str
    topic: str
    sentences: tuple[str, ...]

    @property
    def row(self) -> Row:
        """Its row."""
        return find("guidance", issuer=self.issuer, year=self.year, topic=self.topic)

    @property
    def dated(self) -> tuple[str, ...]:
        """The sentences, the first with who said it and when."""
        who = next(words for part, words in _OPENINGS.items() if part in self.issuer)
        when = f", {self.year}" if self.year else ""
        first, *rest = self.sentences
        return (f"{who} (FDA{when}) {first}", *rest)


_OPENINGS: Final = {
    "label": "The US label of the spray",
    "REMS": "The US safety plan for the spray",
    "FDA": "The US drug regulator",
}
_LABEL: Final = "FDA (Spravato label)"

STATEMENTS: Final[Mapping[str, Statement]] = {
    "approved": Statement(
        "FDA",
        "2025",
        "indication",
        ("allows esketamine spray, by itself, for depression that other drugs did not help.",),
    ),
    "compounded": Statement(
        "FDA",
        "2023",
        "compounded ketamine",
        (
            "says that ketamine is only approved to put people to sleep for operations.",
            "It has not checked the ketamine that pharmacies mix (compounded ketamine).",
            "Nobody has shown that such products are safer or work better.",
            "At home nobody watches, and that adds risk.",
        ),
    ),
    "case": Statement(
        "FDA",
        "2023",
        "compounded ketamine case",
        (
            "told of a person whose breathing slowed after ketamine by mouth at home.",
            "The blood held more of it than is usual in an operation.",
        ),
    ),
    "nasal": Statement(
        "FDA",
        "2022",
        "compounded nasal ketamine",
        ("warned doctors of safety reports about ketamine nose sprays that pharmacies mix.",),
    ),
    "restricted": Statement(
        "FDA (REMS)",
        "2019",
        "restricted access",
        (
            "allows it only at checked places, for people on a list.",
            "It is never handed out for use at home.",
        ),
    ),
    "watched": Statement(
        _LABEL,
        "2019",
        "observation",
        ("says that staff watch each person after each use, until it is safe to go.",),
    ),
    "boxed": Statement(
        _LABEL,
        "",
        "boxed warning",
        (
            "has a boxed warning.",
            "It names sleepiness, feeling cut off from the world, and drug misuse.",
            "It also names thoughts of suicide in young people who use drugs for depression.",
        ),
    ),
    "breathing": Statement(
        _LABEL, "2025", "boxed warning", ("now lists slow breathing as a serious risk too.",)
    ),
    "suicidality": Statement(
        _LABEL,
        "2020",
        "suicidality",
        ("says that the spray has not been shown to prevent suicide or thoughts of it.",),
    ),
    "driving": Statement(
        _LABEL,
        "2019",
        "driving",
        ("says no driving until the next day, after a good sleep.",),
    ),
    "urinary": Statement(
        _LABEL,
        "2019",
        "urinary",
        ("asks doctors to look out for bladder trouble the whole time.",),
    ),
    "abuse": Statement(
        _LABEL,
        "2019",
        "abuse",
        ("lists it among drugs that people may misuse.",),
    ),
    "pregnancy": Statement(
        _LABEL, "2019", "pregnancy", ("says that it may harm an unborn child.",)
    ),
}
"""By a short name."""
