"""Write what the package ships of a fit of harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.fit import LIMITS
from troche.population.calibration.whitened import WhitenedEffort
from troche.population.mood.ship import thinned, write_draws
from troche.population.posterior.read import file_of
from troche.population.tolerability.fit import HarmChains
from troche.population.tolerability.fitted import left_out_with
from troche.population.tolerability.likelihood import HarmDensity
from troche.population.tolerability.work import harm_hashes

__all__ = ["SHIPPED_DRAWS", "SHIPPED_REFITS", "ship_harm"]

Floats = NDArray[np.float64]

SHIPPED_DRAWS: Final = 200
SHIPPED_REFITS: Final = 60
SEED: Final = 20261123


def ship_harm(
    folder: Path,
    density: HarmDensity,
    whole: tuple[HarmChains, float],
    refits: Mapping[str, tuple[HarmChains, float]],
    effort: WhitenedEffort,
    refit_effort: WhitenedEffort,
    say: Callable[[str], None] = print,
) -> Mapping[str, Any]:
    """Write draws, refits, and how they were made; return the manifest.

    Parameters
    ----------
    folder
        Of the package.
    density
        Whose unknowns were sampled.
    whole
        Chains and seconds.
    refits
        The same by family that is predicted.
    effort, refit_effort
        How long was sampled.
    say
        Told when it is done.
    """
    for stale in (folder / "left_out").glob("*.csv"):
        stale.unlink()
    chains, seconds = whole
    draws = thinned(chains.flat, SHIPPED_DRAWS)
    write_draws(folder / "draws.csv", density.names, _columns(density, draws))
    for family, (own, _) in refits.items():
        some = thinned(own.flat, SHIPPED_REFITS)
        place = folder / "left_out" / file_of(family)
        write_draws(place, density.names, _columns(density, some), digits=4)
    rows = density.layout.statistics
    worst = [c.diagnostics for c, _ in refits.values()]
    left = chains.flat.std(axis=0)
    manifest: dict[str, Any] = {
        "made": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "draws": SHIPPED_DRAWS,
        "draws_left_out": SHIPPED_REFITS,
        "numbers": len(rows),
        "unknowns": density.size,
        "families": {f: sum(s.family == f for s in rows) for f in refits},
        "left_out_with": {f: list(left_out_with(f)) for f in refits},
        "effort": {"whole": asdict(effort), "refit": asdict(refit_effort)},
        "gate": LIMITS,
        "samples": len(chains.flat),
        "diagnostics": _plain(chains.diagnostics.document()),
        "refits": {
            "rhat": round(max(d.rhat for d in worst), 4),
            "ess": round(min(min(d.ess_bulk, d.ess_tail) for d in worst)),
            "divergences": sum(d.divergences for d in worst),
        },
        "seconds": {"whole": round(seconds), "refits": round(sum(s for _, s in refits.values()))},
        "informed": {
            n: round(float(1.0 - sd), 2) for n, sd in zip(density.names, left, strict=False)
        },
        "libraries": {n: version(n) for n in ("numpy", "scipy", "jax", "numpyro")},
        "hashes": harm_hashes(),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")
    say(f"shipped {SHIPPED_DRAWS} draws of harm to {folder.parent.name}")
    return manifest


def _columns(density: HarmDensity, z: Floats) -> Floats:
    plain = HarmDensity(density.layout)
    return np.asarray(plain.columns(z))


def _plain(found: Mapping[str, float]) -> dict[str, float]:
    return {k: round(float(v), 4) for k, v in found.items()}
