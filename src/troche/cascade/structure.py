"""Which states feed which: the block structure of a rate matrix.

States that exchange in both directions form a block (a strongly connected
component); blocks feed one another in one direction only. Numbered downstream,
the matrix is block lower triangular, and that is what makes it cheap to solve.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Block", "blocks_of", "pattern_of"]


@dataclass(frozen=True)
class Block:
    """States that exchange with one another.

    Parameters
    ----------
    states
        Their places in the matrix.
    tree
        The pairs (parent, child) by which they exchange, from the first state
        outward; None when the exchange has a loop or a one-way street, so that
        the block cannot be made symmetric.
    """

    states: tuple[int, ...]
    tree: tuple[tuple[int, int], ...] | None


def pattern_of(matrix: Any) -> NDArray[np.bool_]:
    """Return which entries of a stack of matrices are non-zero for anyone.

    Parameters
    ----------
    matrix : shape (*patient, state, state)
    """
    array = np.asarray(matrix)
    nonzero = np.not_equal(array, 0.0).reshape(-1, *array.shape[-2:]).any(axis=0)
    return np.asarray(nonzero, dtype=np.bool_)


def blocks_of(pattern: NDArray[np.bool_]) -> tuple[Block, ...]:
    """Return the blocks of a rate matrix, upstream first.

    Parameters
    ----------
    pattern : shape (state, state)
        True where column j feeds row i.

    Examples
    --------
    A depot feeding two exchanging compartments:

    >>> import numpy as np
    >>> pattern = np.array([[1, 0, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    >>> [block.states for block in blocks_of(pattern)]
    [(0,), (1, 2)]
    """
    return _blocks(np.asarray(pattern, dtype=np.bool_).tobytes(), len(pattern))


@lru_cache(maxsize=64)
def _blocks(cells: bytes, n: int) -> tuple[Block, ...]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    # Kept, since every block of patients has the same pattern.
    pattern = np.frombuffer(cells, dtype=np.bool_).reshape(n, n)
    _, label = connected_components(
        csr_array(pattern.T.astype(np.int8)), directed=True, connection="strong"
    )
    members = {c: tuple(int(i) for i in np.flatnonzero(label == c)) for c in set(label.tolist())}
    upstream = {
        c: {int(label[j]) for i in states for j in range(n) if pattern[i, j]} - {c}
        for c, states in members.items()
    }
    ordered: list[int] = []
    while len(ordered) < len(members):
        ready = [c for c in members if c not in ordered and upstream[c] <= set(ordered)]
        ordered.append(min(ready, key=lambda c: members[c][0]))
    return tuple(Block(members[c], _tree(pattern, members[c])) for c in ordered)


def _tree(
    pattern: NDArray[np.bool_], states: tuple[int, ...]
) -> tuple[tuple[int, int], ...] | None:
    pairs = [(i, j) for i in states for j in states if i < j and (pattern[i, j] or pattern[j, i])]
    two_way = all(pattern[i, j] and pattern[j, i] for i, j in pairs)
    if not two_way or len(pairs) != len(states) - 1:
        return None
    found, edges = [states[0]], []
    for parent in found:
        for i, j in pairs:
            child = j if i == parent else i if j == parent else None
            if child is not None and child not in found:
                found.append(child)
                edges.append((parent, child))
    return tuple(edges)
