"""What people notice and what a cuff shows: dissociation, events, blood pressure.

Everything here is of one person with their own sensitivity; how people differ, and how
often something happens without any drug, is a matter of `troche.population`.
"""

from troche.pharmacology.tolerability.background import background
from troche.pharmacology.tolerability.dissociation import (
    dissociation,
    exceeds,
    habituated,
    reported,
)
from troche.pharmacology.tolerability.events import event_drive, session_strength
from troche.pharmacology.tolerability.pressure import pressure_rise

__all__ = [
    "background",
    "dissociation",
    "event_drive",
    "exceeds",
    "habituated",
    "pressure_rise",
    "reported",
    "session_strength",
]
