"""A folder in which a calibration of harm can be interrupted and taken up again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from troche.population.calibration.fit import Diagnostics
from troche.population.calibration.whitened import WhitenedEffort
from troche.population.calibration.work import code_hash
from troche.population.tolerability.fit import HarmChains
from troche.population.tolerability.layout import HarmLayout

__all__ = ["HarmWork", "harm_hashes", "harm_identity"]

_MODEL: Final = (
    ("troche.pharmacology.mood", "felt"),
    ("troche.pharmacology.tolerability", "background dissociation events pressure"),
    ("troche.population.mood", "sessions"),
    (
        "troche.population.tolerability",
        "counted exposed fitted kinds layout likelihood predict read statistic",
    ),
)
"""Files that say what the model predicts, and what it is compared with."""


def harm_hashes() -> dict[str, str]:
    """Return the SHA-256 of the table, the priors, the blood and the model's code."""
    table = files("troche.evidence") / "tables" / "tolerability.csv"
    priors = files("troche.population.parameters") / "tolerability.toml"
    draws = files("troche.population.posterior") / "draws.csv"
    found = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in (
            ("tolerability.csv", table),
            ("tolerability.toml", priors),
            ("disposition draws.csv", draws),
        )
    }
    return found | {"model": code_hash(_MODEL)}


def harm_identity(
    layout: HarmLayout, whole: WhitenedEffort, refit: WhitenedEffort, seed: int
) -> str:
    """Return what makes a calibration the same one, as a hash."""
    content = {
        "values": [(s.row.row, s.family, s.kind, repr(s.value)) for s in layout.statistics],
        "effort": [asdict(whole), asdict(refit)],
        "seed": seed,
        "hashes": harm_hashes(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class HarmWork:
    """Finished stages, each a file of arrays.

    Parameters
    ----------
    folder
        Where all calibrations keep theirs.
    identity
        From `harm_identity`.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder / f"tolerability-{identity[:16]}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def _path(self, stage: str) -> Path:
        return self.folder / ("".join(c if c.isalnum() else "_" for c in stage) + ".npz")

    def save(self, stage: str, chains: HarmChains, seconds: float) -> None:
        """Keep a stage; it appears whole or not at all."""
        partial = self._path(stage).with_suffix(".part")
        with partial.open("wb") as file:
            np.savez_compressed(
                file,
                z=chains.z,
                diagnostics=np.array(list(asdict(chains.diagnostics).values())),
                seconds=np.array(seconds),
            )
        partial.rename(self._path(stage))

    def load(self, stage: str) -> tuple[HarmChains, float] | None:
        """Return a stage and the seconds that it took, or None."""
        if not self._path(stage).is_file():
            return None
        with np.load(self._path(stage), allow_pickle=False) as kept:
            rhat, bulk, tail, bad = kept["diagnostics"].tolist()
            chains = HarmChains(kept["z"], Diagnostics(rhat, bulk, tail, int(bad)))
            return chains, float(kept["seconds"])
