"""The shipped draws of tolerability."""

from troche.population.tolerability.posterior.read import (
    TolerabilityPosterior,
    read_tolerability,
    tolerability_manifest,
)

__all__ = ["TolerabilityPosterior", "read_tolerability", "tolerability_manifest"]
