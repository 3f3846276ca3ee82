"""The patients' numbers as parts on disk: written a block at a time, read by column."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.engine.blocks import Block, blocks_for
from troche.engine.parts import Parts
from troche.engine.quantiles import Counts
from troche.studies.block_run import BlockResult
from troche.studies.plan import StudyPlan

__all__ = ["Columns", "part_name", "stored"]

Floats = NDArray[np.float64]


def part_name(index: int, block: Block) -> str:
    """Return the name of the part of one regimen (0 is the reference) in one block."""
    return f"regimen-{index:02d}-block-{block.start:08d}"


def stored(value: BlockResult) -> dict[str, Any]:
    """Return what a block gave as arrays by name."""
    arrays: dict[str, Any] = {f"column {name}": array for name, array in value.columns.items()}
    for name, counts in value.counts.items():
        places, numbers = counts.sparse()
        arrays[f"places {name}"], arrays[f"counts {name}"] = places, numbers
    return arrays


class Columns:
    """Columns of all patients, gathered from the parts one regimen at a time.

    Parameters
    ----------
    plan, parts
        The study.
    kind
        ``"column"``, or ``"harm"`` for what the drug does to people.
    """

    def __init__(self, plan: StudyPlan, parts: Parts, kind: str = "column") -> None:
        self._parts, self._kind = parts, kind
        self._blocks = blocks_for(plan.patients)
        self._gathered: dict[int, dict[str, Path]] = {}

    def names(self, index: int) -> list[str]:
        """Return the columns of one regimen (0 is the reference)."""
        return list(self._gather(index))

    def column(self, index: int, name: str) -> Floats:
        """Return one column of one regimen, all patients."""
        return np.fromfile(self._gather(index)[name])

    def _gather(self, index: int) -> dict[str, Path]:
        """Put each column of one regimen into a file of its own, in one pass."""
        if index not in self._gathered:
            files: dict[str, Path] = {}
            with ExitStack() as stack:
                streams: dict[str, Any] = {}
                for block in self._blocks:
                    for name, values in self.block(index, block).items():
                        if name not in streams:
                            place = (
                                self._parts.partial / f"{self._kind}-{index:02d}-{len(streams)}.tmp"
                            )
                            files[name] = place
                            streams[name] = stack.enter_context(place.open("wb"))
                        streams[name].write(np.ascontiguousarray(values).tobytes())
            self._gathered[index] = files
        return self._gathered[index]

    def block(self, index: int, block: Block) -> dict[str, Floats]:
        """Return all columns of one regimen in one block."""
        prefix = f"{self._kind} "
        found = self._parts.read(part_name(index, block), prefix)
        return {key.removeprefix(prefix): value for key, value in found.items()}

    def counts(self, index: int, signals: Sequence[str], times: int) -> dict[str, Counts]:
        """Return the merged counts of each signal, in one pass."""
        merged = {signal: Counts(times) for signal in signals}
        for block in self._blocks:
            found = self._parts.read(part_name(index, block), "places ", "counts ")
            for signal in signals:
                merged[signal].add_sparse(found[f"places {signal}"], found[f"counts {signal}"])
        return merged
