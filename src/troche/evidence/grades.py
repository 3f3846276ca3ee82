"""How a number was read, said in one word beside it and in full below it."""

from __future__ import annotations

from typing import Final

__all__ = ["READING_GRADES"]

READING_GRADES: Final = {
    "page": "read on the page, table or label",
    "abstract": "read in an abstract or summary",
    "memory": "recalled, not read (a few arms)",
    "secondary": "read in a repository or review that transcribed the source",
    "not stated": "the table does not say",
}
"""Each reading grade and its meaning; a grade may be ``page, secondary``."""
