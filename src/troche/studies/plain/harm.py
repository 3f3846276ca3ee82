"""What can go wrong, as published: within weeks, and over years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.evidence import Row, find, load
from troche.studies.plain.pictures import People
from troche.studies.plain.section import Part, Section, sources_of
from troche.studies.plain.shares import group
from troche.studies.plain.statements import STATEMENTS

__all__ = ["long_use", "soon"]

_SOON: Final = (
    ("Felt unreal or cut off from the world", ("dissociation_ae_pct",)),
    ("Felt dizzy", ("dizziness_pct",)),
    ("Felt sick", ("nausea_pct",)),
    # One source counts sleepiness with sedation, the other counts the two apart.
    ("Got very sleepy", ("LABELHCP sedation_pct", "somnolence_pct")),
    ("Had a strong rise in blood pressure", ("bp_spike_pct",)),
)
"""What people felt, and the endpoints that say so."""

_FOUR_WEEKS: Final = "over 4 weeks"
_DIFFER: Final = "Pale dots: perhaps. Trials differ, and chance plays a part."
_ALONE: Final = (
    "Pale dots: perhaps. Studies differ, and chance plays a part. "
    "Nobody without the drug was counted."
)


def soon() -> Section:
    """Return what happened within four weeks of the spray, and without it."""
    pictures, used = [], []
    for title, endpoints in _SOON:
        drug, dummy = (_weeks(endpoints, active) for active in (True, False))
        used += [*drug, *dummy]
        sides = (group("with the spray", drug), group("with a dummy", dummy))
        pictures.append(People(title, sides, _DIFFER))
    first, *others = pictures
    drug_side, dummy_side = first.groups
    passed = find("tolerability", source_id="TRANSFORM2_2019", endpoint="AE_resolution_time_h")
    driving = STATEMENTS["driving"]
    parts = (
        Part(
            (
                "The best counts come from trials of the nose spray in clinics, over some weeks.",
                f"There, {drug_side.words} people felt unreal or cut off from the world.",
                f"With a dummy spray it was {dummy_side.words}.",
            ),
            (first,),
        ),
        Part((f"Here are other problems. {_more(pictures)}",), tuple(others)),
        Part(
            (
                "In one trial the common problems passed on the same day.",
                *driving.dated,
                "For small doses at home, good counts are missing.",
            )
        ),
    )
    heading = "What can go wrong soon after a dose?"
    return Section("harm", heading, parts, sources_of([*used, passed, driving.row]))


def long_use() -> Section:
    """Return what is known of months and years of use."""
    bladder, liver = _rows("renal_urinary_ae_pct"), _rows("hepatic_ae_pct")
    street = find("tolerability", source_id="ANDERSON2022", endpoint="LUTS_relative_risk")
    pictures = (
        People(
            "Had trouble with bladder or kidneys",
            (group("with the spray, for months", bladder),),
            _ALONE,
        ),
        People(
            "Had a problem with the liver or in liver tests",
            (group("with the spray, for years", liver),),
            _ALONE,
        ),
    )
    urine, tests = (picture.groups[0].words for picture in pictures)
    stated = ("urinary", "abuse", "pregnancy")
    parts = (
        Part(
            (
                "Some people used the nose spray in studies for months or years.",
                f"Then {urine} had trouble with bladder or kidneys.",
                f"A problem with the liver was seen in {tests}.",
                "Some of them would have had it without the drug. How many is not known.",
            ),
            pictures,
        ),
        Part(
            (
                "People who use street ketamine have bladder trouble more often than others.",
                "We found no count of harm from small doses each day over years.",
            ),
            points=tuple(" ".join(STATEMENTS[key].dated) for key in stated),
        ),
    )
    rows = [*bladder, *liver, street, *(STATEMENTS[key].row for key in stated)]
    heading = "What can go wrong over a long time?"
    return Section("long-use", heading, parts, sources_of(rows))


def _more(pictures: Sequence[People]) -> str:
    """Return how often a problem was surely more common with the drug."""
    surely = sum(p.groups[0].low > p.groups[1].high for p in pictures)
    if surely == len(pictures):
        return "Each was more common with the drug than with the dummy."
    if 2 * surely > len(pictures):
        return "Most were more common with the drug than with the dummy."
    return "It is not clear that they were more common with the drug."


def _rows(endpoint: str) -> list[Row]:
    return [row for row in load("tolerability") if row.cells["endpoint"] == endpoint]


def _weeks(endpoints: Sequence[str], active: bool) -> list[Row]:
    """Return rows of the spray's trials of four weeks that have a number and its doubt."""
    return [
        row
        for row in load("tolerability")
        if row.cells["route"] == "nasal"
        and ("placebo" not in row.cells["drug"]) == active
        and (_FOUR_WEEKS in row.cells["statistic"] or row.cells["spread_kind"] == "range")
        and (row.cells["n"] or row.cells["spread_kind"] == "range")
        and {row.cells["endpoint"], f"{row.source} {row.cells['endpoint']}"} & set(endpoints)
    ]
