"""Chance, keyed by seed, purpose and patient.

Each purpose ("weight", "between-subject CL", "adherence") has its own counter-based
stream, and each patient a fixed stretch of it. So a patient's numbers do not depend
on how many patients there are, in which block they stand, or who computed them.

References
----------
.. [1] Salmon et al. (2011). Parallel random numbers: as easy as 1, 2, 3. *SC11*.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["normals", "uniforms"]

Floats = NDArray[np.float64]

_WORDS = 4
"""64-bit words that one step of the Philox counter gives."""


def uniforms(seed: int, purpose: str, start: int, count: int, width: int = 1) -> Floats:
    """Return uniform numbers on the open interval (0, 1).

    Parameters
    ----------
    seed
        The study's seed.
    purpose
        What they are for; another purpose is another, independent stream.
    start, count
        First patient and number of patients.
    width
        Numbers for each patient; a larger width keeps the first ones only up to the
        next multiple of four.

    Returns
    -------
    shape (width, count)

    Examples
    --------
    Patient 7 gets the same number alone or in a crowd:

    >>> crowd = uniforms(1, "weight", 0, 100)
    >>> bool(uniforms(1, "weight", 7, 1)[0, 0] == crowd[0, 7])
    True
    """
    key = hashlib.sha256(f"troche|{int(seed)}|{purpose}".encode()).digest()
    steps = -(-width // _WORDS)
    generator = np.random.Philox(key=np.frombuffer(key[:16], dtype=np.uint64))
    generator.advance(start * steps)
    words = generator.random_raw(count * steps * _WORDS).reshape(count, steps * _WORDS)
    # 53 bits and a half step: never 0, never 1.
    return np.ascontiguousarray(((words[:, :width] >> np.uint64(11)) + 0.5).T * 2.0**-53)


def normals(seed: int, purpose: str, start: int, count: int, width: int = 1) -> Floats:
    """Return standard normal numbers; parameters as in `uniforms`.

    Examples
    --------
    >>> z = normals(1, "weight", 0, 100_000)
    >>> bool(abs(z.mean()) < 0.01 and abs(z.std() - 1) < 0.01)
    True
    """
    from scipy.special import ndtri

    return np.asarray(ndtri(uniforms(seed, purpose, start, count, width)))
