"""A folder in which a calibration of mood can be interrupted and taken up again."""

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
from troche.population.mood.fit import MoodChains
from troche.population.mood.literature import Literature

__all__ = ["MoodWork", "mood_hashes", "mood_identity"]

_MODEL: Final = (
    (
        "troche.pharmacology.mood",
        "courses depression felt plasticity session",
    ),
    (
        "troche.pharmacology.mood.mechanisms",
        "contract expectancy gated_occupancy graded_occupancy hydroxynorketamine "
        "threshold_occupancy total_exposure",
    ),
    ("troche.pharmacology.measure", "scales"),
    (
        "troche.population.mood",
        "covariance fitted likelihood literature repetition sessions shares",
    ),
    ("troche.population.trials", "anaesthesia given limits p_only read statistic"),
)
"""Files that say what the model predicts, and what it is compared with."""


def mood_hashes() -> dict[str, str]:
    """Return the SHA-256 of the tables, the priors, the blood and the model's code."""
    tables = files("troche.evidence") / "tables"
    found = {
        name: hashlib.sha256((tables / name).read_bytes()).hexdigest()
        for name in ("trials.csv", "arms.csv", "outcomes.csv")
    }
    parameters = files("troche.population.parameters")
    for name in ("mood.toml", "receptor.toml"):
        found[name] = hashlib.sha256((parameters / name).read_bytes()).hexdigest()
    draws = files("troche.population.posterior") / "draws.csv"
    found["disposition draws.csv"] = hashlib.sha256(draws.read_bytes()).hexdigest()
    return found | {"model": code_hash(_MODEL)}


def mood_identity(
    literature: Literature, whole: WhitenedEffort, refit: WhitenedEffort, seed: int
) -> str:
    """Return what makes a calibration the same one, as a hash."""
    content = {
        "values": [
            (s.trial, s.row.arm_id, s.kind, s.hours, repr(s.value)) for s in literature.statistics
        ],
        "effort": [asdict(whole), asdict(refit)],
        "seed": seed,
        "hashes": mood_hashes(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class MoodWork:
    """Finished stages, each a file of arrays.

    Parameters
    ----------
    folder
        Where all calibrations keep theirs.
    identity
        From `mood_identity`.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder / f"mood-{identity[:16]}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def _path(self, stage: str) -> Path:
        return self.folder / ("".join(c if c.isalnum() else "_" for c in stage) + ".npz")

    def has(self, stage: str) -> bool:
        """Return whether a stage is finished."""
        return self._path(stage).is_file()

    def complete(self, letter: str, literature: Literature, refits: bool) -> bool:
        """Return whether every stage of a mechanism is finished."""
        families = dict.fromkeys(s.family for s in literature.statistics) if refits else ()
        return self.has(f"{letter}-whole") and all(self.has(f"{letter}-{f}") for f in families)

    def give_up(self, letter: str) -> None:
        """Note that a mechanism has had all its attempts."""
        (self.folder / f"{letter}-gave-up").touch()

    def gave_up(self, letter: str) -> bool:
        """Return whether a mechanism has had all its attempts, and has not mixed."""
        return (self.folder / f"{letter}-gave-up").exists()

    def save(self, stage: str, chains: MoodChains, seconds: float) -> None:
        """Keep a stage; it appears whole or not at all."""
        partial = self._path(stage).with_suffix(".part")
        with partial.open("wb") as file:
            np.savez_compressed(
                file,
                z=chains.z,
                by_family=chains.by_family,
                diagnostics=np.array(list(asdict(chains.diagnostics).values())),
                seconds=np.array(seconds),
            )
        partial.rename(self._path(stage))

    def load(self, stage: str) -> tuple[MoodChains, float]:
        """Return a stage, and the seconds that it took."""
        with np.load(self._path(stage), allow_pickle=False) as kept:
            rhat, bulk, tail, bad = kept["diagnostics"].tolist()
            diagnostics = Diagnostics(rhat, bulk, tail, int(bad))
            return MoodChains(kept["z"], kept["by_family"], diagnostics), float(kept["seconds"])
