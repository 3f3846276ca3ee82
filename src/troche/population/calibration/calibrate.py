"""Calibrate and ship: the whole fit, every family left out, draws on disk."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.errors import RequirementFailed
from troche.population.calibration.fit import LIMITS, Chains, Effort, Fit, SideBySide
from troche.population.calibration.leave_out import TRUSTED, Weighted, smoothed_weights
from troche.population.calibration.likelihood import Layout
from troche.population.calibration.observed import observe
from troche.population.calibration.work import Work, hashes, identity_of
from troche.population.posterior.read import LEFT_OUT, file_of

__all__ = ["SHIPPED_DRAWS", "calibrate"]

Floats = NDArray[np.float64]
Say = Callable[[str], None]

SHIPPED_DRAWS: Final = 400
SEED: Final = 20261123
_WIDER: Final = 1.5
_TRIES: Final = ((0.9, 1), (0.9, 2), (0.98, 3))
"""Target acceptance, and times the effort's samples: of a first try, and of those after
chains that failed the gate."""


def calibrate(
    work_folder: Path,
    ship_folder: Path,
    refits: bool,
    effort: Effort | None = None,
    say: Say = print,
    side_by_side: SideBySide | None = None,
) -> Mapping[str, Any]:
    """Fit, check, and write what the package ships.

    Parameters
    ----------
    work_folder
        Finished stages are kept here, and not computed again.
    ship_folder
        Where draws, weights, refits and manifest are written.
    refits
        Whether to refit without each family whose importance weights cannot be trusted.
    effort
        How long to sample.
    say
        Told what is going on, a line at a time.
    side_by_side
        How chains run, as in `troche.population.calibration.fit.Fit`.

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
    effort = effort or Effort()
    observed = observe()
    fit = Fit(observed, effort, side_by_side)
    work = Work(work_folder, identity_of(observed, effort, SEED))
    say(f"{len(observed)} observations of {len(fit.families)} families, {fit.layout.size} unknowns")
    whole, seconds = _stage(fit, work, "", effort, say)
    weighted = smoothed_weights(fit.log_likelihood(whole))
    doubtful = [f for f in fit.families if not weighted[f].trusted]
    say(f"importance weights are not enough for: {', '.join(doubtful) or 'none'}")
    left_out: dict[str, tuple[Chains, float]] = {}
    for number, family in enumerate(doubtful, start=1):
        known = work.chains(f"without {family}")
        if known is None and not refits:
            continue
        say(f"family {number} of {len(doubtful)}: {family}")
        left_out[family] = known or _stage(fit, work, family, effort, say)
    return _ship(ship_folder, fit, whole, seconds, weighted, left_out, effort, say)


def _stage(fit: Fit, work: Work, family: str, effort: Effort, say: Say) -> tuple[Chains, float]:
    """Return the chains of one stage, from the work folder where it is finished."""
    stage = f"without {family}" if family else "whole"
    known = work.chains(stage)
    if known is not None:
        say(f"{stage}: already there, {known[1]:.0f} s")
        return known
    begin = time.monotonic()
    start = fit.linearised(family)
    say(f"{stage}: linearised fit, {time.monotonic() - begin:.0f} s")
    faults: tuple[str, ...] = ()
    shape: Floats | None = None
    for attempt, (target, times) in enumerate(_TRIES):
        samples = times * effort.samples
        fit.with_effort(replace(effort, target_accept=target, samples=samples))
        chains = fit.sample(SEED + attempt, family, start, say, shape)
        seconds = time.monotonic() - begin
        d = chains.diagnostics
        say(
            f"{stage}: sampled, {seconds:.0f} s; R-hat {d.rhat:.3f}, ESS {d.ess_bulk:.0f} bulk "
            f"{d.ess_tail:.0f} tail, {d.divergences} divergences"
        )
        faults, shape = d.faults(), chains.flat
        if not faults:
            work.keep(stage, chains, seconds)
            return chains, seconds
    raise RequirementFailed(
        f"calibration, {stage}", "; ".join(faults), f"R-hat to {LIMITS['rhat']}, effective "
        f"sample sizes from {LIMITS['ess']:.0f}, no divergence"
    )  # fmt: skip


def _ship(
    folder: Path,
    fit: Fit,
    whole: Chains,
    seconds: float,
    weighted: Mapping[str, Weighted],
    left_out: Mapping[str, tuple[Chains, float]],
    effort: Effort,
    say: Say,
) -> Mapping[str, Any]:
    """Write thinned draws, weights and refits, and how they were made."""
    (folder / LEFT_OUT).mkdir(parents=True, exist_ok=True)
    for stale in (folder / LEFT_OUT).glob("*.csv"):
        stale.unlink()
    thin = thinned(whole)
    _write(folder / "draws.csv", fit.layout.names, columns(fit.layout, thin))
    part = Chains(thin[None], whole.diagnostics, whole.sensitivities)
    trusted = [f for f in fit.families if weighted[f].trusted]
    small = smoothed_weights({f: v for f, v in fit.log_likelihood(part).items() if f in trusted})
    _write(
        folder / "weights.csv",
        tuple(trusted),
        np.stack([small[f].weights for f in trusted], axis=1),
    )
    for family, (chains, _) in left_out.items():
        _write(
            folder / LEFT_OUT / file_of(family),
            fit.layout.names,
            columns(fit.layout, thinned(chains)),
        )
    manifest = {
        "made": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "draws": SHIPPED_DRAWS,
        "observations": len(fit.mechanics.observed),
        "scale": "typical values on the scale of their prior (log or logit); deviations plain",
        "chains": {"number": effort.chains, "warmup": effort.warmup, "samples": effort.samples},
        "diagnostics": _rounded(whole),
        "seconds": round(seconds, 1),
        "families": {
            f: {
                "observations": len(fit.layout.members[f]),
                "pareto_k": _plain(weighted[f].pareto_k),
                "way": "importance weights" if weighted[f].trusted else "refit",
                **(
                    {"diagnostics": _rounded(left_out[f][0]), "seconds": round(left_out[f][1], 1)}
                    if f in left_out
                    else {}
                ),
            }
            for f in fit.families
        },
        "trusted_pareto_k": TRUSTED,
        "prior_sensitivity": {"priors": f"{_WIDER} times as wide", "shift": _shifts(fit, whole)},
        "libraries": {name: version(name) for name in ("numpy", "scipy", "jax", "numpyro")},
        "hashes": hashes(),
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")
    say(f"shipped {SHIPPED_DRAWS} draws and {len(left_out)} refits to {folder.name}")
    return manifest


def _shifts(fit: Fit, whole: Chains) -> dict[str, float]:
    """Return how far typical values move with wider priors, in posterior standard deviations.

    By the linearised fit, with every prior wider: of typical values, and of deviations.
    """
    count = len(fit.scales.fitted)
    plain, wider = (fit.linearised(prior=width)[0][:count] for width in (1.0, _WIDER))
    spread = whole.flat[:, :count].std(axis=0)
    return {
        symbol: round(float(shift), 2)
        for symbol, shift in zip(fit.scales.symbols, (wider - plain) / spread, strict=True)
    }


def _rounded(chains: Chains) -> dict[str, float]:
    return {k: round(float(v), 4) for k, v in chains.diagnostics.document().items()}


def _plain(value: float) -> float | None:
    return round(value, 3) if np.isfinite(value) else None


def thinned(chains: Chains, count: int = SHIPPED_DRAWS) -> Floats:
    """Return evenly spaced samples in an order in which any beginning stands for all."""
    flat = chains.flat
    picks = np.linspace(0, len(flat) - 1, min(count, len(flat))).round().astype(int)
    return np.asarray(flat[np.random.default_rng(SEED).permutation(picks)])


def columns(layout: Layout, z: Floats) -> Floats:
    """Return samples as the columns that `Layout.names` names, shape (draw, column)."""
    unknowns = layout.unknowns(z.T)
    parts = [
        unknowns.theta,
        unknowns.between_study,
        np.asarray(unknowns.between_subject)[layout.differing],
        unknowns.residual,
        np.asarray(unknowns.curve)[None, :],
    ]
    return np.concatenate([np.asarray(part) for part in parts]).T


def _write(path: Path, names: tuple[str, ...], table: Floats) -> None:
    lines = [",".join(names), *(",".join(f"{v:.6g}" for v in row) for row in table)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
