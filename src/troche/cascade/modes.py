r"""The modal form of a stack of rate matrices.

Every solution of :math:`\dot x = Kx` is a sum of exponentials,

.. math:: x(t) = \sum_m v_m\, q_m\, e^{-\lambda_m t}, \qquad q = V^{-1} x(0).

The blocks of :math:`K` (`troche.cascade.structure`) that exchange along a tree
(every mammillary or catenary model) are similar to a symmetric matrix, so their
rates are real and their vectors orthogonal. In those coordinates :math:`K` is
triangular, and its vectors follow by substitution. Only there do differences of
rates appear as divisors; where two that are coupled come close, digits are
lost. `Modes.sound` says for whom the form keeps them; the others are solved by
the matrix exponential (`troche.cascade.propagators`).

References
----------
.. [1] Golub & Van Loan (2013). *Matrix Computations*, 4th ed., 7.1.3 and 9.1.
.. [2] Anderson (1983). *Compartmental Modeling and Tracer Kinetics*, chapter 11
   (sign-symmetric trees have real rates).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from array_api_compat import array_namespace

from troche.cascade.soundness import keeps_digits
from troche.cascade.structure import Block, blocks_of, pattern_of
from troche.pharmacology.system import Array

__all__ = ["Modes", "decompose"]

_Cells = dict[tuple[int, int], Array]


@dataclass(frozen=True)
class Modes:
    r"""Rates, vectors and their inverse; the patient is the last axis.

    Parameters
    ----------
    rates : 1/h, shape (mode, patient)
        :math:`\lambda_m`, zero or above.
    vectors : dict of (state, mode) to shape (patient,)
        The entries of :math:`V` that are not zero for everyone.
    inverse : dict of (mode, state) to shape (patient,)
        The entries of :math:`V^{-1}` likewise.
    sound : shape (patient,), bool
        For whom the form keeps its digits.
    """

    rates: Array
    vectors: _Cells
    inverse: _Cells
    sound: Array


def decompose(
    matrix: Array, inputs: Sequence[int] | None = None, pattern: Any | None = None
) -> Modes:
    """Return the modal form of a stack of rate matrices.

    Parameters
    ----------
    matrix : 1/h, shape (patient, state, state)
    inputs
        States that receive doses; soundness is judged for them. All by default.
    pattern : shape (state, state), optional
        Which entries may be non-zero; needed only where `matrix` is traced.

    Returns
    -------
    Modes

    Examples
    --------
    A depot emptying into one compartment:

    >>> import numpy as np
    >>> modes = decompose(np.array([[[-2.0, 0.0], [2.0, -0.5]]]))
    >>> modes.rates[:, 0], bool(modes.sound[0])
    (array([2. , 0.5]), True)

    With equal rates the modal form breaks down, and says so:

    >>> bool(decompose(np.array([[[-2.0, 0.0], [2.0, -2.0]]])).sound[0])
    False
    """
    xp = array_namespace(matrix)
    n = matrix.shape[-1]
    pattern = pattern_of(matrix) if pattern is None else pattern
    k: _Cells = {(i, j): matrix[..., i, j] for i in range(n) for j in range(n) if pattern[i, j]}
    zero = xp.zeros(matrix.shape[:-2], dtype=matrix.dtype)
    blocks = blocks_of(pattern)
    rates: dict[int, Array] = {}
    forward: _Cells = {}
    backward: _Cells = {}
    sound = zero == 0.0
    for block in blocks:
        block_rates, to_states, to_modes, valid = _diagonalise(block, k, zero, xp)
        rates |= block_rates
        forward |= to_states
        backward |= to_modes
        sound = sound & valid
    couplings = _couplings(blocks, k, forward, backward)
    u, w, distinct = _substitute(blocks, couplings, rates, xp)
    vectors, inverse = _product(forward, u), _product(w, backward)
    stacked = xp.stack([rates[m] for m in range(n)])
    columns = tuple(range(n)) if inputs is None else tuple(inputs)
    sound = sound & distinct & keeps_digits(stacked, vectors, inverse, columns, xp)
    return Modes(stacked, vectors, inverse, sound)


def _diagonalise(
    block: Block, k: _Cells, zero: Array, xp: Any
) -> tuple[dict[int, Array], _Cells, _Cells, Array]:
    """Return rates, basis, inverse basis and validity of one block.

    A mode of the block carries the number of one of its states.
    """
    states = block.states
    one = zero + 1.0
    if len(states) == 1:
        (i,) = states
        return {i: -k[i, i] if (i, i) in k else zero}, {(i, i): one}, {(i, i): one}, zero == 0.0
    if block.tree is None:
        identity = {(i, i): one for i in states}
        return (
            {i: -k[i, i] if (i, i) in k else zero for i in states},
            identity,
            identity,
            zero != 0.0,
        )
    scale = {states[0]: one}
    valid = zero == 0.0
    exchange: _Cells = {}
    for parent, child in block.tree:
        down, up = k[child, parent], k[parent, child]
        valid = valid & (down > 0.0) & (up > 0.0)
        down = xp.where(down > 0.0, down, one)
        up = xp.where(up > 0.0, up, one)
        scale[child] = scale[parent] * xp.sqrt(down / up)
        exchange[parent, child] = exchange[child, parent] = xp.sqrt(down * up)
    solver = _symmetric_pair if len(states) == 2 else _symmetric
    rates, q = solver(states, k, exchange, zero, xp)
    forward = {(i, m): scale[i] * q[i, m] for i in states for m in states}
    backward = {(m, i): q[i, m] / scale[i] for i in states for m in states}
    return rates, forward, backward, valid


def _symmetric_pair(
    states: tuple[int, ...], k: _Cells, exchange: _Cells, _: Array, xp: Any
) -> tuple[dict[int, Array], _Cells]:
    i, j = states
    a, d, s = -k[i, i], -k[j, j], exchange[i, j]
    half = (a - d) / 2
    r = xp.sqrt(half * half + s * s)
    fast = (a + d) / 2 + r
    slow = (a * d - s * s) / fast  # the product of the rates; no cancellation of like terms
    x = xp.where(half >= 0, half + r, s)
    y = xp.where(half >= 0, -s, half - r)
    norm = xp.sqrt(x * x + y * y)
    x, y = x / norm, y / norm
    return {i: fast, j: slow}, {(i, i): x, (j, i): y, (i, j): -y, (j, j): x}


def _symmetric(
    states: tuple[int, ...], k: _Cells, exchange: _Cells, zero: Array, xp: Any
) -> tuple[dict[int, Array], _Cells]:
    rows = [
        xp.stack([k[i, i] if i == j else exchange.get((i, j), zero) for j in states], axis=-1)
        for i in states
    ]
    values, q = xp.linalg.eigh(xp.stack(rows, axis=-2))
    cells = {(i, m): q[..., a, b] for a, i in enumerate(states) for b, m in enumerate(states)}
    return {m: -values[..., b] for b, m in enumerate(states)}, cells


def _couplings(blocks: Sequence[Block], k: _Cells, forward: _Cells, backward: _Cells) -> _Cells:
    """Return how each mode of one block drives each mode of another."""
    block_of = {i: block for block in blocks for i in block.states}
    t: _Cells = {}
    for (i, j), rate in k.items():
        if block_of[i] is block_of[j]:
            continue
        for p in block_of[i].states:
            for q in block_of[j].states:
                term = backward[p, i] * rate * forward[j, q]
                t[p, q] = t[p, q] + term if (p, q) in t else term
    return t


def _substitute(
    blocks: Sequence[Block], t: _Cells, rates: dict[int, Array], xp: Any
) -> tuple[_Cells, _Cells, Array]:
    """Return the vectors of the triangular matrix, their inverse, and where rates are distinct."""
    order = [i for block in blocks for i in block.states]
    one = rates[order[0]] * 0.0 + 1.0
    distinct = one == 1.0
    u: _Cells = {(i, i): one for i in order}
    w: _Cells = {(i, i): one for i in order}
    for start, j in enumerate(order):
        for stop in range(start + 1, len(order)):
            i, between = order[stop], order[start:stop]
            drive = [t[i, m] * u[m, j] for m in between if (i, m) in t and (m, j) in u]
            if drive:
                gap = rates[i] - rates[j]
                distinct = distinct & (gap != 0.0)
                u[i, j] = sum(drive[1:], drive[0]) / xp.where(gap == 0.0, one, gap)
    for start, j in enumerate(order):
        for stop in range(start + 1, len(order)):
            i, between = order[stop], order[start:stop]
            terms = [u[i, m] * w[m, j] for m in between if (i, m) in u and (m, j) in w]
            if terms:
                w[i, j] = -sum(terms[1:], terms[0])
    return u, w, distinct


def _product(left: _Cells, right: _Cells) -> _Cells:
    rows: dict[int, list[tuple[int, Array]]] = {}
    for (m, j), b in right.items():
        rows.setdefault(m, []).append((j, b))
    cells: _Cells = {}
    for (i, m), a in left.items():
        for j, b in rows.get(m, []):
            cells[i, j] = cells[i, j] + a * b if (i, j) in cells else a * b
    return cells
