"""Patients in blocks of one fixed width, so that every run has the same bits.

A BLAS product depends on the shape of its operands: cut into other chunks, the last
bits change. So arithmetic is done on whole blocks aligned to the patient's number;
the last block is computed whole and trimmed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["WIDTH", "Block", "blocks_for"]

WIDTH: Final = 1024
"""Patients in a block. Part of the numbers' identity: changing it changes last bits."""


@dataclass(frozen=True)
class Block:
    """A stretch of patients.

    Parameters
    ----------
    start
        Number of the first.
    count
        How many of them the study wants; the block is computed `WIDTH` wide.
    """

    start: int
    count: int


def blocks_for(patients: int) -> tuple[Block, ...]:
    """Return the blocks of a study.

    Examples
    --------
    >>> blocks_for(1500)
    (Block(start=0, count=1024), Block(start=1024, count=476))
    """
    return tuple(Block(start, min(WIDTH, patients - start)) for start in range(0, patients, WIDTH))
