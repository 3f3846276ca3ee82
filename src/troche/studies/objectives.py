"""What a search may seek: harm is only ever minimised, and suicidality is never sought.

A command that looks for a best regimen asks here first. The quantities that nobody may
maximise form a closed list; each is known under the words that people use for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from troche.errors import StudyError, nearest

__all__ = ["FELT", "check_objective"]

FELT: Final[Mapping[str, tuple[str, ...]]] = {
    "dissociation": (
        "dissociation", "dissociative", "derealization", "derealisation", "depersonalization",
        "depersonalisation", "cadss", "k hole", "khole", "out of body", "unreality",
    ),
    "sedation": (
        "sedation", "sedated", "sedative", "somnolence", "sleepiness", "drowsiness", "moaas",
        "loss of consciousness", "unconsciousness",
    ),
    "felt effects": (
        "felt", "subjective effect", "subjective effects", "psychedelic", "psychotomimetic",
        "hallucination", "hallucinations", "perception", "perceptual", "intoxication", "drunk",
    ),
    "euphoria": ("euphoria", "euphoric", "feeling high"),
    "drug high": ("drug high", "vas high", "drug liking", "drug effect vas"),
}  # fmt: skip
"""Quantities that are felt, and words for them in lower case, wherever they stand."""

_ALONE: Final = {
    "high": "drug high",
    "buzz": "drug high",
    "rush": "drug high",
    "liking": "drug high",
    "pleasure": "euphoria",
    "feeling": "felt effects",
    "trip": "felt effects",
}
"""Words that say something else among others."""

_NOT: Final = frozenset({"without", "no", "not", "absence", "lack", "free", "minus", "negative"})
_SUICIDE: Final = re.compile(r"suicid|self.?harm|\bssi\b|\bsibat\b|\bc.?ssrs\b|cgi.?ss")
_UP: Final = frozenset({"maximise", "maximize", "max", "highest", "most", "increase", "raise"})
_DOWN: Final = frozenset(
    {"minimise", "minimize", "min", "lowest", "least", "decrease", "reduce", "lower"}
)
_LONGEST: Final = 200
"""Letters of a quantity that are read."""


def check_objective(direction: str, quantity: str) -> None:
    """Refuse an objective that nobody may seek.

    Parameters
    ----------
    direction
        ``"maximise"`` or ``"minimise"``, or a word for either.
    quantity
        What is sought, such as ``"benefit on the MADRS"`` or ``"dissociation"``.

    Raises
    ------
    troche.errors.StudyError
        If the direction is neither; if suicidality is the objective, in either direction;
        if something that is felt would be maximised.

    Examples
    --------
    >>> check_objective("minimise", "dissociation")
    >>> check_objective("maximise", "benefit on the MADRS")
    >>> check_objective("maximise", "CADSS")
    Traceback (most recent call last):
    troche.errors.StudyError: objective: found 'maximise CADSS'; allowed: ... Did you mean ...
    """
    way = direction.strip().casefold()
    if way not in _UP | _DOWN:
        known = ("maximise", "minimise")
        raise StudyError("objective, direction", direction, " or ".join(known), nearest(way, known))
    words = " ".join(re.split(r"[\W_]+", quantity.casefold()[:_LONGEST])).strip()
    if not words:
        raise StudyError("objective, quantity", quantity, "the name of a quantity")
    said = f"{direction.strip()} {quantity.strip()}"
    if _SUICIDE.search(words):
        allowed = "any quantity but suicidality: it is never an objective and never forecast"
        raise StudyError("objective", said, allowed)
    felt = _felt(words)
    # To have the fewest people without it is to have the most with it.
    if felt and (way in _UP or _NOT & set(words.split())):
        allowed = f"harm is only ever minimised, and {felt} is harm or felt"
        raise StudyError("objective", said, allowed, meant=f"minimise {felt}")


def _felt(words: str) -> str:
    """Return which felt quantity the words name, or an empty string."""
    padded = f" {words} "
    for name, known in FELT.items():
        if any(f" {word} " in padded for word in known):
            return name
    return _ALONE.get(words, "")
