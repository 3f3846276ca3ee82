"""The manifest as rows: enough to run the study again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["manifest_rows"]


def manifest_rows(manifest: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return nested entries as rows of name and value.

    Examples
    --------
    >>> manifest_rows({"seed": 7, "versions": {"numpy": "2.4"}})
    [('seed', '7'), ('versions, numpy', '2.4')]
    """
    rows: list[tuple[str, str]] = []
    for name, value in manifest.items():
        label = f"{prefix}{name}"
        if isinstance(value, Mapping):
            rows += manifest_rows(value, f"{label}, ")
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            rows.append((label, "; ".join(map(str, value))))
        else:
            rows.append((label, "–" if value is None else str(value)))
    return rows
