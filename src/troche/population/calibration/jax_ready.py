"""JAX and NumPyro, in double precision, or one message with the command that installs them."""

from __future__ import annotations

from typing import Any

from troche.errors import MissingExtra

__all__ = ["jax_modules"]


def jax_modules() -> tuple[Any, Any, Any]:
    """Return `jax`, `jax.numpy` and `numpyro`.

    Raises
    ------
    troche.errors.MissingExtra
        If the extra ``fit`` is not installed.
    """
    try:
        import jax
        import jax.numpy as jnp
        import numpyro
    except ImportError as error:
        raise MissingExtra.of("fit", "calibration") from error
    config: Any = jax.config
    config.update("jax_enable_x64", True)
    return jax, jnp, numpyro
