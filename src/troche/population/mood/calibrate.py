"""Calibrate mood and ship it: every mechanism, whole and without each family.

Refits are exact for every family: all of them run side by side, in step, in coordinates
in which the whole posterior is round. Importance weights of the whole posterior are
computed beside them and shown, and never used.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.evidence import Evidence, builtin, load
from troche.pharmacology.mood.mechanisms import MECHANISMS, Mechanism
from troche.population.calibration.fit import LIMITS, Diagnostics
from troche.population.calibration.leave_out import smoothed_weights
from troche.population.calibration.whitened import WhitenedEffort
from troche.population.mood.fit import (
    MoodChains,
    MoodFit,
    extended,
    joined,
    shape_of,
    weighed_back,
)
from troche.population.mood.fitted import fitted_rows
from troche.population.mood.likelihood import Density
from troche.population.mood.literature import Literature
from troche.population.mood.ship import (
    SHIPPED_DRAWS,
    SHIPPED_REFITS,
    columns_of,
    thinned,
    write_draws,
)
from troche.population.mood.weights import differences, pseudo_bma, stacking
from troche.population.mood.work import MoodWork, mood_hashes, mood_identity
from troche.population.posterior.read import file_of
from troche.population.trials import Statistic, read_outcome
from troche.population.trials.p_only import p_only_statistics

__all__ = ["REFIT_LIMITS", "WHOLE", "calibrate_mood", "literature_of"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

SEED: Final = 20261123
WHOLE: Final = WhitenedEffort(warmup=200, samples=200, chains=13, target_accept=0.9)
REFIT: Final = WhitenedEffort(warmup=75, samples=125, chains=1, target_accept=0.9)
REFIT_LIMITS: Final = {"rhat": 1.15, "ess": 20.0}
"""The gate of refits, which are short and ship few draws each; one that fails runs longer."""

DIVERGENT: Final = 0.005
"""Largest share of divergent steps: of dozens of unknowns that only priors know, some meet."""

_FROZEN: Final = 1.1
"""R-hat above which chains are not followed further: one that stood still would stay in them."""

_CAREFUL: Final = 0.95
"""Acceptance aimed at by chains in place of those that froze: smaller steps."""

_ATTEMPTS: Final = 4
_AT_ONCE: Final = 13
"""Families that are refitted side by side."""


def literature_of(tables: Evidence | None = None) -> Literature:
    """Return the rows that are fitted: readable, not counted twice, and those known by p alone."""
    tables = tables or builtin()
    read = [read_outcome(row, tables) for row in load("outcomes", tables)]
    statistics = [s for s in read if isinstance(s, Statistic)]
    return Literature(fitted_rows([*statistics, *p_only_statistics(tables)]))


def calibrate_mood(
    work_folder: Path,
    ship_folder: Path,
    refits: bool,
    whole: WhitenedEffort = WHOLE,
    refit: WhitenedEffort = REFIT,
    say: Say = print,
    only: Sequence[str] = (),
    unfinished: bool = False,
) -> Mapping[str, Any]:
    """Fit every mechanism, check, and write what the package ships.

    A mechanism whose chains do not pass the gate is shipped without a weight, and says so.

    Parameters
    ----------
    work_folder
        Finished stages are kept here, and not computed again.
    ship_folder
        Where draws, refits and manifest are written, once every stage is there.
    refits
        Whether to refit without each family too; without refits nothing is shipped but
        draws and diagnostics.
    whole, refit
        How long to sample.
    say
        Told what is going on, a line at a time.
    only
        Letters of the mechanisms to be computed in this call; all by default. What others
        have finished is taken from the work folder.
    unfinished
        Whether to ship what is there: a family without a refit is then left out by importance
        weights, and the manifest says so.

    Returns
    -------
    The manifest; empty while stages are missing.

    Raises
    ------
    troche.errors.MissingExtra
        If the extra ``fit`` is not installed.
    """
    literature = literature_of()
    work = MoodWork(work_folder, mood_identity(literature, whole, refit, SEED))
    for mechanism in MECHANISMS.values():
        if not unfinished and (not only or mechanism.letter in only):
            _stages(mechanism, literature, work, refits, whole, refit, say)
    missing = [
        m.letter
        for m in MECHANISMS.values()
        if not (unfinished and work.has(f"{m.letter}-whole"))
        and not _finished(m, literature, work, refits)
    ]
    if missing:
        say(f"not shipped: {', '.join(missing)} not finished")
        return {}
    return _ship(ship_folder, literature, work, refits, whole, refit, say)


def _stages(
    mechanism: Mechanism,
    literature: Literature,
    work: MoodWork,
    refits: bool,
    whole: WhitenedEffort,
    refit: WhitenedEffort,
    say: Say,
) -> None:
    letter = mechanism.letter
    if work.complete(letter, literature, refits):
        return
    fit = MoodFit(literature, mechanism, whole)
    stage = f"{letter}-whole"
    chains: MoodChains | None = None
    seconds = 0.0
    if work.has(stage):
        chains, seconds = work.load(stage)
    for _ in range(_ATTEMPTS):
        if chains is not None and not _faults(chains):
            break
        begun = time.monotonic()
        said = f"{len(literature.statistics)} numbers, {fit.density.size} unknowns"
        if chains is not None:
            said = f"longer: {'; '.join(_faults(chains))}"
        say(f"({letter}) {mechanism.name}: {said}")
        chains = _once_more(fit, chains, whole, say)
        seconds += time.monotonic() - begun
        work.save(stage, chains, seconds)
        say(f"({letter}) {chains.diagnostics}")
    assert chains is not None
    if _faults(chains):
        work.give_up(letter)
        say(f"({letter}) has not mixed and gets no weight: {'; '.join(_faults(chains))}; {_GATE}")
        return
    if not refits:
        return
    _refits(fit, work, letter, chains, refit, say)


def _once_more(
    fit: MoodFit, chains: MoodChains | None, whole: WhitenedEffort, say: Say
) -> MoodChains:
    """Return first chains, the same followed further, or others in place of chains that froze."""
    if chains is None:
        return fit.sample(SEED, say=say)[0]
    last = hashlib.sha256(np.ascontiguousarray(chains.z[:, -1]).tobytes()).digest()
    seed = int.from_bytes(last[:3])
    if chains.diagnostics.rhat <= _FROZEN:
        return extended(chains, fit.sample(seed, start=shape_of(chains), say=say)[0])
    say(f"  begun anew: R-hat {chains.diagnostics.rhat:.2f}")
    return fit.sample(seed, start=shape_of(chains), effort=_anew(whole), say=say)[0]


def _anew(whole: WhitenedEffort) -> WhitenedEffort:
    """Return the effort of chains in place of those that froze."""
    depth = whole.tree_depth + 1
    return replace(whole, warmup=2 * whole.warmup, tree_depth=depth, target_accept=_CAREFUL)


def _finished(mechanism: Mechanism, literature: Literature, work: MoodWork, refits: bool) -> bool:
    """Return whether nothing is left to do; a mechanism that did not mix is not refitted."""
    letter = mechanism.letter
    if work.complete(letter, literature, refits):
        return True
    return work.gave_up(letter)


def _refits(
    fit: MoodFit, work: MoodWork, letter: str, whole: MoodChains, refit: WhitenedEffort, say: Say
) -> None:
    """Refit without each family, some at once; those that fail the gate run on."""
    so_far: dict[str, MoodChains] = {}
    for attempt in range(_ATTEMPTS):
        todo = [f for f in fit.families if not work.has(f"{letter}-{f}")]
        for first in range(0, len(todo), _AT_ONCE):
            part = todo[first : first + _AT_ONCE]
            begun = time.monotonic()
            say(f"({letter}) without each of {', '.join(part)}")
            # One shape of batch, compiled once: the last family again fills it up.
            filled = [*part, *[part[-1]] * (_AT_ONCE - len(part))]
            seed = SEED + 7 + 1000 * attempt + first
            found = fit.sample(seed, filled, shape_of(whole), effort=refit, say=say)
            seconds = (time.monotonic() - begun) / len(part)
            for family, chains in zip(part, found, strict=False):
                both = joined([so_far[family], chains]) if family in so_far else chains
                so_far[family] = both
                faults = _refit_faults(both.diagnostics)
                if not faults or attempt == _ATTEMPTS - 1:
                    work.save(f"{letter}-{family}", both, seconds)
                if faults:
                    say(f"({letter}) {family}: {faults}")


def _faults(chains: MoodChains) -> tuple[str, ...]:
    """Return which limits a whole fit does not meet."""
    found = chains.diagnostics
    few = found.divergences <= DIVERGENT * len(chains.flat)
    return replace(found, divergences=0 if few else found.divergences).faults()


def _refit_faults(found: Diagnostics) -> str:
    faults = []
    if not found.rhat <= REFIT_LIMITS["rhat"]:
        faults.append(f"R-hat {found.rhat:.3f}")
    if not min(found.ess_bulk, found.ess_tail) >= REFIT_LIMITS["ess"]:
        faults.append(f"sample size {min(found.ess_bulk, found.ess_tail):.0f}")
    return ", ".join(faults)


_GATE: Final = (
    f"R-hat to {LIMITS['rhat']}, effective sample sizes from {LIMITS['ess']:.0f}, "
    f"at most {100 * DIVERGENT:g} % of steps divergent"
)


def _ship(
    folder: Path,
    literature: Literature,
    work: MoodWork,
    refits: bool,
    whole: WhitenedEffort,
    refit: WhitenedEffort,
    say: Say,
) -> Mapping[str, Any]:
    """Write draws, refits, weights, and how they were made."""
    for part in ("draws", "left_out"):
        for stale in (folder / part).rglob("*.csv"):
            stale.unlink()
    families = Density(literature, next(iter(MECHANISMS.values()))).families
    manifest: dict[str, Any] = {
        "made": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "draws": SHIPPED_DRAWS,
        "draws_left_out": SHIPPED_REFITS,
        "numbers": len(literature.statistics),
        "families": {f: sum(s.family == f for s in literature.statistics) for f in families},
        "effort": {
            "whole": asdict(whole),
            "refit": asdict(refit),
            "in place of frozen chains": asdict(_anew(whole)),
        },
        "gate": {"whole": LIMITS, "refit": REFIT_LIMITS},
        "mechanisms": {},
        "densities": {},
        "importance": {},
    }
    for name, mechanism in MECHANISMS.items():
        density = Density(literature, mechanism)
        sampled, seconds = work.load(f"{mechanism.letter}-whole")
        chains, share, tail = weighed_back(sampled, density)
        names, table = columns_of(density, thinned(chains.flat, SHIPPED_DRAWS))
        write_draws(folder / "draws" / f"{mechanism.letter}.csv", names, table)
        manifest["mechanisms"][name] = {
            "letter": mechanism.letter,
            "unknowns": density.size,
            "samples": len(chains.flat),
            "share_that_counts": round(share, 3),
            "tail_of_weights": round(tail, 2),
            "passed": not _faults(chains),
            "diagnostics": _plain(chains.diagnostics),
            "seconds": round(seconds, 1),
            "informed": _informed(density, chains),
        }
        if refits:
            manifest["importance"][name] = _by_weights(density, chains)
            _ship_refits(folder, mechanism, density, work, manifest, chains)
    if refits:
        passed = [name for name, own in manifest["mechanisms"].items() if own["passed"]]
        manifest["weights"] = _weights(manifest["densities"], families, passed)
    manifest["libraries"] = {n: version(n) for n in ("numpy", "scipy", "jax", "numpyro")}
    manifest["hashes"] = mood_hashes()
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")
    say(f"shipped {SHIPPED_DRAWS} draws of {len(MECHANISMS)} mechanisms to {folder.name}")
    return manifest


def _ship_refits(
    folder: Path,
    mechanism: Mechanism,
    density: Density,
    work: MoodWork,
    manifest: dict[str, Any],
    whole: MoodChains,
) -> None:
    """Write each refit, and what it says of the family that it has not seen."""
    found, ways, worst = {}, {}, []
    for i, family in enumerate(density.families):
        stage = f"{mechanism.letter}-{family}"
        if work.has(stage):
            chains, _, _ = weighed_back(work.load(stage)[0], density)
            flat, ways[family] = thinned(chains.flat, SHIPPED_REFITS), "refit"
            logs = chains.by_family[..., i].ravel()
            found[family] = round(float(np.logaddexp.reduce(logs) - np.log(len(logs))), 3)
            worst.append(chains.diagnostics)
        else:
            flat, ways[family] = _resampled(whole, i), "importance weights"
            found[family] = manifest["importance"][mechanism.name][family][0]
        names, table = columns_of(density, flat)
        place = folder / "left_out" / mechanism.letter / file_of(family)
        write_draws(place, names, table, digits=4)
    own = manifest["mechanisms"][mechanism.name]
    manifest["densities"][mechanism.name] = found
    own["left_out_by"] = ways
    if worst:
        own["refits"] = {
            "rhat": round(max(d.rhat for d in worst), 4),
            "ess": round(min(min(d.ess_bulk, d.ess_tail) for d in worst), 0),
            "divergences": sum(d.divergences for d in worst),
        }


def _resampled(chains: MoodChains, family: int) -> Floats:
    """Return draws of the whole posterior, taken by the weights that leave a family out."""
    logs = chains.by_family[..., family].ravel()
    weights = smoothed_weights({"": logs})[""].weights
    edges = np.cumsum(weights)
    places = (np.arange(SHIPPED_REFITS) + 0.5) / SHIPPED_REFITS * edges[-1]
    picks = np.minimum(np.searchsorted(edges, places), len(edges) - 1)
    return np.asarray(chains.flat[np.random.default_rng(SEED).permutation(picks)])


def _by_weights(density: Density, chains: MoodChains) -> dict[str, list[float]]:
    """Return the same densities by importance weights, with the shape of their tail."""
    logs = chains.by_family.reshape(-1, chains.by_family.shape[-1])
    by_family = {f: logs[:, i] for i, f in enumerate(density.families)}
    weighted = smoothed_weights(by_family)
    found = {}
    for family, densities in by_family.items():
        w = weighted[family]
        total = float(np.log(np.sum(w.weights * np.exp(densities - densities.max()))))
        found[family] = [round(total + float(densities.max()), 3), round(w.pareto_k, 2)]
    return found


def _weights(
    densities: Mapping[str, Mapping[str, float]], families: Sequence[str], passed: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return weights of those whose chains passed; none for the others."""
    table = np.array([[densities[name][f] for f in families] for name in passed])
    bma, stacked, below = pseudo_bma(table), stacking(table), differences(table)
    nothing = {"pseudo_bma": 0.0, "stacking": 0.0}
    found = {
        name: {
            "pseudo_bma": round(float(bma[i]), 4),
            "stacking": round(float(stacked[i]), 4),
            "density": round(float(table[i].sum()), 2),
            "below_best": round(below[i][0], 2),
            "standard_error": round(below[i][1], 2),
        }
        for i, name in enumerate(passed)
    }
    return {name: found.get(name, nothing) for name in densities}


def _informed(density: Density, chains: MoodChains) -> dict[str, float]:
    """Return the share of each prior's standard deviation that the rows took away."""
    left = chains.flat.std(axis=0)
    return {s: round(float(1.0 - sd), 2) for s, sd in zip(density.symbols, left, strict=True)}


def _plain(found: Diagnostics) -> dict[str, float]:
    return {k: round(float(v), 4) for k, v in found.document().items()}
