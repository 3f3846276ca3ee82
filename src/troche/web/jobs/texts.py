"""A study as the text of a study file: what a form or a program sends becomes a file again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from troche.errors import StudyError
from troche.studies.yaml_file import DEEPEST

__all__ = ["as_yaml"]

_PLAIN: Final = re.compile(
    # Words, or a number with words after it: nothing that YAML could take for anything else.
    r"(?:[A-Za-z]|[0-9.]+(?:%| [A-Za-z]| ?mg))(?:[\w .,%/()+-]*[\w%)])?",
    re.ASCII,
)
_WORDS: Final = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def as_yaml(study: Mapping[str, Any]) -> str:
    """Return a study as the text of a file that reads like a sentence.

    Parameters
    ----------
    study
        Keys of a study file with plain values.

    Raises
    ------
    troche.errors.StudyError
        If it is deeper than a study can be.

    Examples
    --------
    >>> print(as_yaml({"study": "One: a test", "weeks": 1,
    ...                "regimens": {"drug": "10 mg ketamine oral"}}), end="")
    study: "One: a test"
    weeks: 1
    regimens:
      drug: 10 mg ketamine oral
    """
    return "".join(_lines(study, 0))


def _lines(mapping: Mapping[str, Any], level: int) -> list[str]:
    if level >= DEEPEST:
        raise StudyError("study", f"more than {DEEPEST} levels", f"at most {DEEPEST} levels")
    space, found = "  " * level, []
    for key, value in mapping.items():
        if isinstance(value, Mapping) and value:
            found.append(f"{space}{_scalar(str(key))}:\n")
            found += _lines(value, level + 1)
        else:
            found.append(f"{space}{_scalar(str(key))}: {_scalar(value)}\n")
    return found


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if plain else _quoted(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _quoted(value)


def _quoted(value: Any) -> str:
    """Return JSON, which YAML reads as it is; letters that are no text as escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() and text.isascii() else json.dumps(value)
