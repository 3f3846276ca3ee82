"""Kinds of adverse event that are fitted, and the endpoints of the table that report them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["CADSS_ABOVE_4", "DISSOCIATION", "EVENTS", "REPORTED", "Event"]


@dataclass(frozen=True)
class Event:
    """A kind of event.

    Parameters
    ----------
    name
        In words, as outputs show it.
    endpoints
        Of the table ``tolerability``.
    """

    name: str
    endpoints: tuple[str, ...]


DISSOCIATION: Final = Event("dissociation", ("dissociation_ae_pct", "derealization_pct"))
"""Reported as an event, by any of its terms. Alone among events it is felt, so it habituates."""

CADSS_ABOVE_4: Final = Event("CADSS above 4", ("CADSS_gt4_pct",))

EVENTS: Final = (
    Event("nausea", ("nausea_pct",)),
    Event("vomiting", ("vomiting_pct",)),
    Event("dizziness", ("dizziness_pct",)),
    Event("vertigo", ("vertigo_pct",)),
    Event("headache", ("headache_pct",)),
    Event("anxiety", ("anxiety_pct",)),
    Event("sedation", ("sedation_pct",)),
    Event("rated sedation", ("MOAAS_sedation_pct",)),
    Event("somnolence", ("somnolence_pct",)),
    Event("lethargy", ("lethargy_pct",)),
    Event("mental impairment", ("mental_impairment_pct",)),
    Event("feeling drunk", ("feeling_drunk_pct",)),
    Event("euphoric mood", ("euphoric_mood_pct",)),
    Event("raised blood pressure", ("bp_increased_ae_pct",)),
    Event("blood pressure spike", ("bp_spike_pct",)),
    Event("tachycardia", ("tachycardia_pct",)),
    Event("frequent urination", ("pollakiuria_pct",)),
    Event("stopping for adverse events", ("discontinuation_ae_pct", "AE_discontinuation_pct")),
)
"""What is not felt as the CADSS means it: no habituation."""

REPORTED: Final = (*EVENTS, DISSOCIATION)
"""Each with a threshold and a background of its own."""
