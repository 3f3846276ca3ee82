"""What a run rested on: sources, assumptions, versions, hashes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any, Final

from troche.evidence import bibliography, find
from troche.population.parameters import Parameter, ParameterTable, read_parameters
from troche.population.parameters.table import Source
from troche.population.populations import Population
from troche.studies.plan import StudyPlan
from troche.studies.results import Flag, RegimenResult, SourceLine

__all__ = ["assumptions_of", "identity", "manifest_of", "sources_of"]

_LIBRARIES: Final = ("numpy", "scipy", "pandas", "pyarrow")


@cache
def own_version() -> str:
    """Return the installed version of troche."""
    try:
        return version("troche")
    except PackageNotFoundError:
        return "unknown"


@cache
def hashes() -> Mapping[str, str]:
    """Return the SHA-256 of every evidence table, parameter table and draw that ships."""
    found = {}
    # The tables are a folder and no package: named as one it would hide `evidence.tables`.
    for folder, ending, prefix in (
        (files("troche.evidence") / "tables", ".csv", ""),
        (files("troche.population.parameters"), ".toml", ""),
        (files("troche.population"), ".toml", ""),
        (files("troche.population.posterior"), "draws.csv", ""),
        (files("troche.population.tolerability.posterior"), "draws.csv", "tolerability/"),
        (files("troche.population.mood.posterior"), ".json", "mood/"),
        (files("troche.population.mood.posterior") / "draws", ".csv", "mood/"),
    ):
        entries = sorted(folder.iterdir(), key=lambda e: e.name) if folder.is_dir() else []
        for item in entries:
            if item.name.endswith(ending):
                found[prefix + item.name] = hashlib.sha256(item.read_bytes()).hexdigest()
    return found


def identity(plan: StudyPlan, what: str) -> str:
    """Return what makes a run the same run, as one hash."""
    content = {
        "spec": plan.spec.model_dump(mode="json"),
        # Parts are numbered by regimen: another order is another run.
        "order": list(plan.spec.regimens.items()),
        "what": what,
        "areas": {name: list(span) for name, span in plan.regimens[0].windows.further.items()},
        "version": own_version(),
        "data": dict(hashes()),
        "patients": _patient_hashes(plan),
        "numpy": version("numpy"),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def manifest_of(plan: StudyPlan, command: str, seconds: float, workers: int) -> dict[str, Any]:
    """Return enough to run the study again, and to know what it ran on."""
    return {
        "troche": own_version(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "system": f"{platform.system()} {platform.machine()}",
        "study": plan.spec.model_dump(mode="json"),
        "draws": plan.draws,
        "seed": plan.spec.patients.seed,
        "command": command,
        "seconds": round(seconds, 2),
        "workers": workers,
        "data": dict(hashes()),
        "patient_file": _patient_hashes(plan),
    }


def _patient_hashes(plan: StudyPlan) -> dict[str, str]:
    """Return the SHA-256 of each column of a patient file, by attribute."""
    return {name: hashlib.sha256(v.tobytes()).hexdigest() for name, v in plan.given.items()}


def _used_parameters(plan: StudyPlan) -> list[tuple[ParameterTable, Parameter]]:
    tables = (plan.recipe.table, plan.recipe.receptor)
    return [(table, p) for table in tables for p in table]


def sources_of(
    plan: StudyPlan,
    regimens: Sequence[RegimenResult],
    flags: Sequence[Flag] = (),
    mood: bool = False,
    harm: bool = False,
) -> tuple[SourceLine, ...]:
    """Return every source that the run used, each once, with what for.

    Parameters
    ----------
    plan, regimens, flags
        What ran, and what concerns the whole study.
    mood, harm
        Whether they were predicted; the rows that they were fitted to then count.
    """
    uses: dict[str, dict[str, set[str]]] = {}

    def note(key: str, reading: str, use: str) -> None:
        entry = uses.setdefault(key, {"reading": set(), "use": set()})
        entry["use"].add(use)
        if reading:
            entry["reading"].add(reading)

    for table, p in _used_parameters(plan):
        use = f"parameters: {'effect and receptor' if table.model == 'receptor' else table.model}"
        for source in (*p.sources, *p.spread_sources):
            note(_key(source), source.grade, use)
    for row in _baseline_rows(plan.population):
        note(row.reference, row.reading, "baseline severity")
    for row in _fitted_rows() if mood else ():
        note(row.reference, row.reading, "fit of mood")
    for row in _harmed_rows() if harm else ():
        note(row.reference, row.reading, "fit of harm")
    for key in (key for flag in flags for key in flag.sources):
        note(key, "", "what repeated doses do")
    for key in (key for r in regimens for line in r.burden for key in line.sources):
        note(key, "", "regulators' statements")
    for regimen in regimens:
        for point in regimen.observations:
            key = bibliography().key_of(point.citation, point.source)
            note(key, point.reading, "published observations laid over")
        for flag in regimen.flags:
            for key in flag.sources:
                what = _USES.get(flag.kind, "the studied range")
                note(key, "", what)
    lines = []
    for key in sorted(uses, key=str.casefold):
        reference = bibliography().references.get(key)
        if reference is not None:
            reading, use = (", ".join(sorted(uses[key][k])) for k in ("reading", "use"))
            lines.append(SourceLine(key, reference.note, reference.link, reading, use))
    return tuple(lines)


_USES: Final = {
    "regulator": "regulators' statements",
    "cumulative": "what repeated doses do",
}


def _key(source: Source) -> str:
    return find(source.table, **dict(source.cells)).reference


def _baseline_rows(people: Population) -> list[Any]:
    from troche.evidence import load

    if people.severity is None:
        return []
    arms = load("arms")
    return [arms[number - 1] for number in people.severity.rows]


def _fitted_rows() -> list[Any]:
    """Return the outcomes of every family that mood was fitted to."""
    from troche.evidence import load
    from troche.population.mood.posterior import mood_manifest

    families = mood_manifest().get("families", {})
    return [row for row in load("outcomes") if row.study_family in families]


def _harmed_rows() -> list[Any]:
    """Return the rows of tolerability that harm was fitted to."""
    from troche.evidence import load
    from troche.population.tolerability.posterior import tolerability_manifest

    families = tolerability_manifest().get("families", {})
    return [row for row in load("tolerability") if row.study_family in families]


def assumptions_of(
    plan: StudyPlan, mood: bool = False, harm: bool = False
) -> tuple[tuple[str, str, str], ...]:
    """Return every assumption as name, value with unit and range, and why.

    Parameters
    ----------
    plan
        What ran.
    mood, harm
        Whether they were predicted; their priors then stand at the end.
    """
    found = []
    for table, p in _used_parameters(plan):
        if p.assumption and not p.sources:
            low, high = p.range or (p.value, p.value)
            value = f"{p.value:.3g} {p.unit} ({low:.3g} to {high:.3g})"
            found.append((f"{p.meaning} ({table.model}: {p.symbol})", value, p.assumption))
        found += [
            (f"spread or uncertainty of {p.meaning} ({p.symbol})", _spread(p), note)
            for note in p.notes
        ]
    for item in plan.population.assumptions.values():
        low, high = item.range
        value = f"{item.value:.3g} {item.unit} ({low:.3g} to {high:.3g})"
        found.append((f"{item.meaning} (population)", value, item.why))
    for name in (n for n, told in (("mood", mood), ("tolerability", harm)) if told):
        for p in read_parameters(name):
            low, high = p.range or (p.value, p.value)
            value = f"{p.value:.3g} {p.unit} ({low:.3g} to {high:.3g}), before a trial has spoken"
            found.append((f"{p.meaning} ({name}: {p.symbol})", value, p.assumption))
    return tuple(found)


def _spread(p: Parameter) -> str:
    if p.range is None:
        return f"between people {p.spread_sd:.2g} ({p.transform} scale)"
    return f"90 % interval {p.range[0]:.3g} to {p.range[1]:.3g} {p.unit}"
