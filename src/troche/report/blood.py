"""Which blood, and which ketamine, the numbers of a result are of."""

from __future__ import annotations

from typing import Final

from troche.pharmacology.published import PUBLISHED
from troche.report.figures.panels import only_enantiomer
from troche.report.theme import called, is_placebo
from troche.studies.results import RegimenResult, Result

__all__ = ["REFERENCE", "drug_word", "notes_on_blood", "reference_of", "site_of"]

REFERENCE: Final = "0.5 mg/kg ketamine IV over 40 min"


def site_of(result: Result) -> str:
    """Return where the model's blood is drawn: ``"arterial"`` or ``"venous"``.

    It is empty for a model that no list knows.
    """
    if result.model == "troche":
        return "arterial"
    return PUBLISHED[result.model].site if result.model in PUBLISHED else ""


def drug_word(regimens: tuple[RegimenResult, ...]) -> str:
    """Return what "ketamine" is in these regimens: one enantiomer, or the word itself."""
    given = {only_enantiomer(r) for r in regimens if not is_placebo(r)}
    return f"{given.pop()}ketamine" if len(given) == 1 else "ketamine"


def reference_of(result: Result) -> str:
    """Return what a result is measured on: the infusion, or the half a model describes."""
    return f"the S-ketamine half of {REFERENCE}" if _only_s(result) else REFERENCE


def _only_s(result: Result) -> bool:
    return result.model in PUBLISHED and PUBLISHED[result.model].enantiomers == ("S",)


def notes_on_blood(result: Result) -> list[str]:
    """Return what a reader of the main table must know of blood and enantiomers."""
    site = site_of(result)
    notes = []
    if any(q.name.startswith("ketamine (venous)") for r in result.regimens for q in r.quantities):
        notes.append(f"Concentrations are {site}, unless venous is said.")
    elif site:
        notes.append(f"Concentrations are {site}.")
    drug = [r for r in result.regimens if not is_placebo(r)]
    if drug and _only_s(result):
        notes.append(
            "Ketamine is S-ketamine here, and the reference is the S-ketamine half of the "
            "infusion: the model describes S-ketamine alone."
        )
        return notes
    for prefix in ("S-", "R-"):
        names = [called(r) for r in drug if only_enantiomer(r) == prefix]
        if names:
            notes.append(
                f"Under {', '.join(names)}, ketamine is {prefix}ketamine alone; the infusion that "
                "it is measured on counts S- and R-ketamine together."
            )
    return notes
