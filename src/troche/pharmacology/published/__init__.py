"""Published population models, as they were published.

Each file is one paper: its equations in its own symbols, its routes, its sampling
site. Nothing is repaired. What a paper does not describe is refused, and where the
printed model leaves a choice, the docstring says which was made. The numbers stand in
`troche.population.parameters`, under the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.errors import ModelError, nearest
from troche.pharmacology.published.ashraf_2018 import Ashraf2018
from troche.pharmacology.published.otto_2021 import Otto2021
from troche.pharmacology.published.perez_ruixo_2021 import PerezRuixo2021
from troche.pharmacology.published.simons_2022 import Simons2022
from troche.pharmacology.system import Model

__all__ = [
    "PUBLISHED",
    "Ashraf2018",
    "Otto2021",
    "PerezRuixo2021",
    "Simons2022",
    "published_model",
]

_MODELS: Final[tuple[Model, ...]] = (PerezRuixo2021(), Ashraf2018(), Simons2022(), Otto2021())

PUBLISHED: Final[Mapping[str, Model]] = {model.name: model for model in _MODELS}
"""The published models by name."""


def published_model(name: str) -> Model:
    """Return the published model called `name`.

    Raises
    ------
    troche.errors.ModelError
        If there is none; the message names those there are.

    Examples
    --------
    >>> published_model("simons-2022").site
    'arterial'
    """
    if name not in PUBLISHED:
        raise ModelError(
            "model", name, f"one of {', '.join(PUBLISHED)}", meant=nearest(name, PUBLISHED)
        )
    return PUBLISHED[name]
