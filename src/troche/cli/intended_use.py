"""What troche is for, and what it must not be used for."""

from __future__ import annotations

from typing import Final

__all__ = ["INTENDED_USE"]

INTENDED_USE: Final = (
    "For research and teaching about groups. Not for diagnosis, prognosis or treatment of any "
    "person; not a medical device, and not validated as one. It must not be used to choose, "
    "change, time or combine doses for anyone, yourself included."
)
