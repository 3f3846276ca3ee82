"""A result as one JSON document: plain numbers with their units beside them."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from troche.studies.harm.results import HarmResult
from troche.studies.mood.results import MoodResult
from troche.studies.results import Result

__all__ = ["document_of"]


def document_of(result: Result, curves: bool = True) -> dict[str, Any]:
    """Return a result as what ``--json`` prints.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.
    curves
        Whether curves over time are in it.

    Examples
    --------
    >>> from troche.studies.simulate import simulate
    >>> document = document_of(simulate("10 mg ketamine iv over 40 min", patients=20))
    >>> document["regimens"][0]["quantities"]["ketamine cmax"]["unit"]
    'ng/mL'
    """
    regimens = []
    for item in result.regimens:
        entry = asdict(item)
        entry["quantities"] = {
            q.name: {"unit": q.unit, "meaning": q.meaning, **q.spread} for q in item.quantities
        }
        entry["burden"] = {line.pop("name"): line for line in entry["burden"]}
        if not curves:
            del entry["curves"]
        regimens.append(entry)
    document = {
        "kind": result.kind,
        "title": result.title,
        "horizon": {"value": result.horizon_h, "unit": "h"},
        "patients": result.patients,
        "draws": result.draws,
        "seed": result.seed,
        "model": result.model,
        "population": result.population,
        "cohort": dict(result.cohort),
        "regimens": regimens,
        "mood": _mood(result.mood, curves),
        "harm": _harm(result.harm, curves),
        "flags": [asdict(flag) for flag in result.flags],
        "methods": list(result.methods),
        "sources": [asdict(source) for source in result.sources],
        "assumptions": [
            {"name": name, "value": value, "why": why} for name, value, why in result.assumptions
        ],
        "manifest": dict(result.manifest),
        "folder": result.folder,
    }
    return _plain(document)  # type: ignore[no-any-return]


def _mood(mood: MoodResult | None, curves: bool) -> dict[str, Any] | None:
    """Return mood as plain data: outcomes by mechanism, estimands by name."""
    if mood is None:
        return None
    document = asdict(mood)
    for regimen in document["regimens"]:
        for outcome in regimen["outcomes"].values():
            outcome["estimands"] = {e.pop("name"): e for e in outcome["estimands"]}
            outcome["curve"] = {"unit": "points of MADRS", **outcome["curve"]} if curves else None
    return document


def _harm(harm: HarmResult | None, curves: bool) -> dict[str, Any] | None:
    """Return harm as plain data: numbers by name."""
    if harm is None:
        return None
    document = asdict(harm)
    for regimen in document["regimens"]:
        regimen["numbers"] = {n.pop("name"): n for n in regimen["numbers"]}
        for name in ("first_session", "by_session"):
            curve = regimen[name]
            shown = curves and curve is not None
            regimen[name] = {"points": "of CADSS, by the drug", **curve} if shown else None
    return document


def _plain(value: Any) -> Any:
    """Return `value` with what JSON cannot hold made null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
