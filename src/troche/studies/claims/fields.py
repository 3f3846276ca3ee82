"""Fields of a claim's file: text, lists, keys and spans of time, or one message."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from troche.errors import ClaimError, nearest
from troche.studies.limits import named, shown

__all__ = ["keys_of", "lines_of", "mapping_of", "span_of", "text_of"]

_LONGEST: Final = 1500
_ADVICE: Final = re.compile(
    r"\b(?:you|your|yours|yourself)\b|\brecommended dose\b|\bshould (?:take|use|try|stop|start)\b",
    re.IGNORECASE,
)
_HOURS: Final = {"h": 1.0, "hour": 1.0, "day": 24.0, "week": 168.0}
_LATEST: Final = 8736.0


def text_of(raw: Any, place: str) -> str:
    """Return text on one line.

    Raises
    ------
    troche.errors.ClaimError
        If it is no text, empty, too long, or speaks to a reader in place of about groups.

    Examples
    --------
    >>> text_of("two  words", "x")
    'two words'
    """
    if not isinstance(raw, str):
        raise ClaimError(place, named(raw) if raw is not None else "nothing", "text")
    text = " ".join(raw.split())
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise ClaimError(place, shown(raw), f"1 to {_LONGEST:,} printable characters")
    advice = _ADVICE.search(text)
    if advice:
        raise ClaimError(place, advice[0], "words about groups; a claim's file advises nobody")
    return text


def mapping_of(raw: Any, place: str, what: str) -> Mapping[str, Any]:
    """Return keys and values; `what` says which for the message."""
    if not isinstance(raw, Mapping) or not raw:
        raise ClaimError(place, named(raw) if not isinstance(raw, Mapping) else "no entries", what)
    return raw


def keys_of(
    raw: Any, keys: Sequence[str], optional: Sequence[str], place: str
) -> Mapping[str, Any]:
    """Return a mapping that holds these keys and no other; `optional` may be missing."""
    fields = mapping_of(raw, place, f"keys: {', '.join(keys)}")
    # A misspelt key is named before the key that it leaves missing.
    for key in fields:
        if key not in keys:
            raise ClaimError(place, key, f"keys: {', '.join(keys)}", nearest(str(key), keys))
    for key in keys:
        if key not in fields and key not in optional:
            raise ClaimError(f"{place}, {key}", "nothing", f"the key {key!r}")
    return fields


def lines_of(raw: Any, place: str) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(raw, list) or not raw:
        raise ClaimError(place, "no entries" if raw == [] else named(raw), "a list of lines")
    return tuple(text_of(each, place) for each in raw)


def span_of(raw: Any, place: str) -> float:
    """Return a span of time in h.

    Examples
    --------
    >>> span_of("24 h", "x"), span_of("14 days", "x"), span_of("8 weeks", "x")
    (24.0, 336.0, 1344.0)
    """
    parts = re.fullmatch(r"(\d+(?:\.\d+)?) (h|hour|day|week)s?", text_of(raw, place))
    hours = float(parts[1]) * _HOURS[parts[2]] if parts else 0.0
    if not 0.0 < hours <= _LATEST:
        raise ClaimError(place, raw, "a time of up to 52 weeks, such as '24 h' or '14 days'")
    return hours
