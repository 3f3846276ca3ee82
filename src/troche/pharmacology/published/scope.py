"""What a published model describes, and the refusal of everything else."""

from __future__ import annotations

from collections.abc import Mapping

from troche.errors import ModelError, nearest
from troche.pharmacology.system import Delivery

Products = Mapping[str, tuple[str, ...]]
"""For each route that a paper studied, the dosage forms it studied."""


def check(model: str, products: Products, delivery: Delivery) -> None:
    """Raise unless the paper behind `model` describes `delivery`.

    A form that is left unnamed is taken to be the one that was studied.

    Parameters
    ----------
    model
        Name of the model, for the message.
    products
        What it describes.
    delivery
        What it is asked for.

    Raises
    ------
    troche.errors.ModelError
        Naming the routes, forms or durations that the model describes.

    Examples
    --------
    >>> check("otto-2021", {"iv": ()}, Delivery("oral"))
    Traceback (most recent call last):
    troche.errors.ModelError: otto-2021, route: found 'oral'; allowed: iv.
    """
    if delivery.route not in products:
        raise ModelError(
            f"{model}, route",
            delivery.route,
            ", ".join(products),
            meant=nearest(delivery.route, products),
        )
    forms = products[delivery.route]
    if delivery.product and delivery.product not in forms:
        raise ModelError(
            f"{model}, {delivery.route} product",
            delivery.product,
            ", ".join(forms) or "no product",
            meant=nearest(delivery.product, forms),
        )
    if delivery.duration and delivery.route != "iv":
        raise ModelError(
            f"{model}, {delivery.route} duration",
            f"{delivery.duration:g} h",
            "no duration: only iv is given over time in this model",
        )
