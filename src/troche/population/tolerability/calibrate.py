"""The calibration of harm: whole and without each family, gate, shipping."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from troche.errors import RequirementFailed
from troche.evidence import Evidence, builtin, load
from troche.population.calibration.fit import LIMITS
from troche.population.calibration.whitened import WhitenedEffort
from troche.population.tolerability.fit import HarmChains, HarmFit, extended, shape_of
from troche.population.tolerability.fitted import fitted_harm, left_out_with, predicted_families
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.read import read_harm
from troche.population.tolerability.ship import ship_harm
from troche.population.tolerability.statistic import HarmStatistic
from troche.population.tolerability.work import HarmWork, harm_identity

__all__ = ["REFIT", "SEED", "WHOLE", "calibrate_harm", "harm_rows"]

Say = Callable[[str], None]

SEED: Final = 20261123
WHOLE: Final = WhitenedEffort(warmup=200, samples=1200, chains=4, tree_depth=6)
REFIT: Final = WhitenedEffort(warmup=150, samples=300, chains=2, tree_depth=6)
REFIT_LIMITS: Final = {"rhat": 1.1, "ess": 40.0}
"""Of a refit: sixty draws are shipped of it."""

_ATTEMPTS: Final = 5
_REFIT_ATTEMPTS: Final = 10
"""After these a refit is shipped as it is; the manifest says how well chains agree."""

DIVERGENT: Final = 0.005
"""Share of divergent steps that is let pass."""


def harm_rows(tables: Evidence | None = None) -> tuple[HarmStatistic, ...]:
    """Return every readable row; the built-in ones by default."""
    tables = tables or builtin()
    read = [read_harm(row, tables) for row in load("tolerability", tables)]
    return tuple(s for s in read if isinstance(s, HarmStatistic))


def calibrate_harm(
    work_folder: Path,
    ship_folder: Path,
    whole: WhitenedEffort = WHOLE,
    refit: WhitenedEffort = REFIT,
    say: Say = print,
) -> Mapping[str, Any]:
    """Fit, refit without each family, check, and write what the package ships.

    Parameters
    ----------
    work_folder
        Finished stages are kept here, and not computed again.
    ship_folder
        Where draws, refits and manifest are written.
    whole, refit
        How long to sample.
    say
        Told what is going on, a line at a time.

    Returns
    -------
    The manifest.

    Raises
    ------
    troche.errors.RequirementFailed
        If chains do not pass the gate.
    troche.errors.MissingExtra
        If the extra ``fit`` is not installed.
    """
    rows = harm_rows()
    layout = HarmLayout(fitted_harm(rows))
    work = HarmWork(work_folder, harm_identity(layout, whole, refit, SEED))
    fit = HarmFit(layout, whole)
    say(f"harm: {len(layout.statistics)} numbers, {fit.density.size} unknowns")
    chains, seconds = _whole(fit, work, say)
    found: dict[str, tuple[HarmChains, float]] = {}
    for family in predicted_families(rows):
        out = left_out_with(family)
        if not set(out) & set(fit.families):
            continue
        stage = f"without {' '.join(out)}"
        if work.load(stage) is None:
            say(f"without {', '.join(out)}")
            work.save(stage, *_refit(fit, out, chains, refit, say))
        kept = work.load(stage)
        assert kept is not None
        found[family] = kept
    return ship_harm(ship_folder, fit.density, (chains, seconds), found, whole, refit, say)


def _whole(fit: HarmFit, work: HarmWork, say: Say) -> tuple[HarmChains, float]:
    kept = work.load("whole")
    if kept is not None:
        return kept
    begun = time.monotonic()
    chains: HarmChains | None = None
    faults: tuple[str, ...] = ()
    start = fit.mode(fit.active())
    for attempt in range(_ATTEMPTS):
        new = fit.sample(SEED + attempt, start=start, say=say)
        chains = new if chains is None else extended(chains, new)
        say(f"{chains.diagnostics}")
        faults = _faults(chains)
        if not faults:
            break
    if chains is None or faults:
        limits = f"R-hat to {LIMITS['rhat']}, effective sample sizes from {LIMITS['ess']:.0f}"
        raise RequirementFailed("calibration of harm", "; ".join(faults), limits)
    seconds = time.monotonic() - begun
    work.save("whole", chains, seconds)
    return chains, seconds


def _faults(chains: HarmChains) -> tuple[str, ...]:
    found = chains.diagnostics
    few = found.divergences <= DIVERGENT * len(chains.flat)
    return replace(found, divergences=0 if few else found.divergences).faults()


def _refit(
    fit: HarmFit, out: tuple[str, ...], whole: HarmChains, effort: WhitenedEffort, say: Say
) -> tuple[HarmChains, float]:
    """Refit without some families; one that fails its limits runs anew, and then on.

    The first run has the whole fit's coordinates. Where they do not suit what is left, the
    next has those of the refit's own mode and takes its place.
    """
    begun = time.monotonic()
    chains: HarmChains | None = None
    start = shape_of(whole)
    for attempt in range(_REFIT_ATTEMPTS):
        new = fit.sample(SEED + 100 + attempt, out, start, effort=effort)
        chains = new if chains is None or attempt == 1 else extended(chains, new)
        found = chains.diagnostics
        ess = min(found.ess_bulk, found.ess_tail)
        if found.rhat <= REFIT_LIMITS["rhat"] and ess >= REFIT_LIMITS["ess"]:
            break
        say(f"  {found}")
        start = fit.mode(fit.active(out)) if attempt == 0 else start
    assert chains is not None
    return chains, time.monotonic() - begun
