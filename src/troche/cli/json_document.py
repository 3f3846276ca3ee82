"""One JSON document on standard output, or none."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

__all__ = ["write_json"]


def write_json(document: Mapping[str, Any], indent: int | None = 1) -> None:
    """Write a document whole: what cannot be written stops it before its first letter.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent)
    sys.stdout.write(f"{text}\n")
