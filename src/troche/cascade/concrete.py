"""The numbers in an array, where it has them: a traced array does not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["numbers_of"]


def numbers_of(value: Any) -> NDArray[Any] | None:
    """Return `value` as a NumPy array, or None while it is traced by a compiler.

    Examples
    --------
    >>> numbers_of(2.0)
    array(2.)
    """
    try:
        return np.asarray(value)
    except TypeError:  # JAX's TracerArrayConversionError is one
        return None
