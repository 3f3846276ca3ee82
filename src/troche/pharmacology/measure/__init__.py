"""From a latent score to what a trial reports: scales and links between them."""

from troche.pharmacology.measure.scales import LINKED, Scale, scale_of

__all__ = ["LINKED", "Scale", "scale_of"]
