"""A folder in which a calibration can be interrupted and taken up again."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.calibration.fit import Chains, Diagnostics, Effort
from troche.population.calibration.observed import Observed

__all__ = ["Work", "code_hash", "hashes", "identity_of"]

Floats = NDArray[np.float64]


def hashes() -> dict[str, str]:
    """Return the SHA-256 of the evidence tables and of the model's files that the fit rests on."""
    tables = files("troche.evidence") / "tables"
    found = {
        name: hashlib.sha256((tables / name).read_bytes()).hexdigest()
        for name in ("pk_observations.csv", "pk_models.csv", "pk_facts.csv")
    }
    parameters = files("troche.population.parameters")
    for name in ("troche.toml", "interactions.toml"):
        found[name] = hashlib.sha256((parameters / name).read_bytes()).hexdigest()
    return found | {"model": code_hash(_MODEL)}


_MODEL: Final = (
    ("troche.pharmacology", "troche absorption hepatic sampling interactions"),
    ("troche.population.predictions", "derivatives grid metrics settings signals"),
    ("troche.population.readings", "families people quantities read"),
    ("troche.population.calibration", "derived likelihood mechanics observed scales"),
)
"""Files that say what the model predicts, and what it is compared with."""


def code_hash(listing: Sequence[tuple[str, str]]) -> str:
    """Return one hash of some packages' modules, whatever their layout and their words."""
    digest = hashlib.sha256()
    for package, names in listing:
        for name in names.split():
            tree = ast.parse((files(package) / f"{name}.py").read_text("utf-8"))
            digest.update(ast.dump(_without_words(tree)).encode())
    return digest.hexdigest()


def _without_words(tree: ast.Module) -> ast.Module:
    """Return a module's code without its docstrings."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [s for s in body if not _is_words(s)]  # type: ignore[attr-defined]
    return tree


def _is_words(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def identity_of(observed: Sequence[Observed], effort: Effort, seed: int) -> str:
    """Return what makes a calibration the same one, as a hash."""
    content = {
        "values": [(o.label, repr(o.value), repr(o.fixed_sd), repr(o.n)) for o in observed],
        "effort": asdict(effort),
        "seed": seed,
        "hashes": hashes(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class Work:
    """Finished stages of one calibration.

    Parameters
    ----------
    folder
        Made where it is missing. Stages of another calibration in it are not used.
    identity
        From `identity_of`.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder / identity[:16]
        self.folder.mkdir(parents=True, exist_ok=True)

    def _path(self, stage: str) -> Path:
        return self.folder / f"{''.join(c if c.isalnum() else '_' for c in stage)}.npz"

    def chains(self, stage: str) -> tuple[Chains, float] | None:
        """Return the chains of a finished stage and its seconds, or None."""
        path = self._path(stage)
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as kept:
            rhat, bulk, tail, divergences = kept["diagnostics"].tolist()
            diagnostics = Diagnostics(rhat, bulk, tail, int(divergences))
            chains = Chains(kept["z"], diagnostics, kept["sensitivities"])
            return chains, float(kept["seconds"])

    def keep(self, stage: str, chains: Chains, seconds: float) -> None:
        """Write a stage; whole or not at all."""
        d = chains.diagnostics
        content: dict[str, Any] = {
            "z": chains.z,
            "sensitivities": chains.sensitivities,
            "diagnostics": np.array([d.rhat, d.ess_bulk, d.ess_tail, d.divergences], dtype=float),
            "seconds": np.array(seconds),
        }
        partial = self._path(stage).with_suffix(".part.npz")
        np.savez_compressed(partial, **content)
        partial.replace(self._path(stage))
