"""The keys of a study file in a study, as its writer wrote them."""

from __future__ import annotations

from typing import Any

from troche.studies.specification import StudySpec

__all__ = ["keys_of"]


def keys_of(study: StudySpec) -> dict[str, Any]:
    """Return the keys that a study was given, and no defaults.

    Examples
    --------
    >>> from troche.studies.specification import checked
    >>> raw = {"study": "One", "weeks": 1.0, "patients": {"number": 40, "age": "18-65"},
    ...        "regimens": {"a": "10 mg ketamine oral"}}
    >>> keys_of(checked(raw, "example")) == raw
    True
    """
    found = study.model_dump(mode="json", exclude_unset=True)
    patients = found.get("patients", {})
    if patients.get("age"):
        low, high = patients["age"]
        patients["age"] = f"{low:g}-{high:g}"
    return found
