"""Flags: where a regimen leaves the evidence, and what regulators say of home products."""

from __future__ import annotations

import numpy as np
import pytest

from troche.evidence import load
from troche.outcomes.summary import spread_of
from troche.regimen import parse
from troche.studies.flags import label_of, regimen_flags
from troche.studies.results import Flag


def flags(text: str) -> dict[str, list[Flag]]:
    found: dict[str, list[Flag]] = {}
    for flag in regimen_flags(parse(text)):
        found.setdefault(flag.kind, []).append(flag)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "30 mg ketamine lozenge, daily for 2 weeks",
        "30 mg ketamine sublingual tablet",
        "50 mg ketamine nasal",
        "100 mg ketamine oral capsule, weekly for 4 weeks",
        "30 mg esketamine sublingual tablet, daily for 2 weeks",
        "0.5 mg/kg ketamine iv over 40 min, then 30 mg ketamine lozenge, daily for 2 weeks",
    ],
)
def test_home_products_without_approval_show_the_regulators_rows_on_them(text: str) -> None:
    topics = {"compounded ketamine", "compounded ketamine case"}
    if "nasal" in text:
        topics.add("compounded nasal ketamine")
    rows = [row for row in load("guidance") if row.cells["topic"] in topics]
    assert len(flags(text)["regulator"]) == len(rows) > 1
    assert all(row.cells["issuer"] in f.message for row, f in
               zip(rows, flags(text)["regulator"], strict=True))  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "0.5 mg/kg ketamine iv over 40 min, weekly for 4 weeks",
        "56 mg esketamine nasal, twice weekly for 4 weeks",
        "placebo sublingual, daily for 8 weeks",
        "30 mg ketamine lozenge, daily in clinic",
    ],
)
def test_the_others_do_not(text: str) -> None:
    assert "regulator" not in flags(text)


def test_a_flag_is_a_sentence_with_its_sources() -> None:
    for text in ("2000 mg ketamine oral capsule", "1 mg ketamine iv bolus", "5 mg arketamine oral"):
        for flag in regimen_flags(parse(text)):
            assert flag.message[0].isupper() or flag.message[0].isdigit()
            assert flag.message.endswith(".")
            if flag.kind == "extrapolation":
                assert flag.sources


def test_the_spray_at_home_has_its_own_restriction() -> None:
    (flag,) = flags("56 mg esketamine nasal, daily at home")["regulator"]
    assert "never dispensed for home use" in flag.message
    assert flag.sources


def test_an_infusion_at_home_has_the_statements_on_home_use() -> None:
    assert "regulator" in flags("0.5 mg/kg ketamine iv over 40 min, weekly at home")


def test_dose_far_above_is_named_with_both_numbers() -> None:
    flag, rate = flags("500 mg ketamine iv over 40 min")["extrapolation"]
    assert "mg/h" in rate.message
    assert "500" in flag.message
    assert "above" in flag.message


def ratio(median: float) -> object:
    return spread_of(np.array([median]), np.zeros(1, dtype=np.int64), 0)


@pytest.mark.parametrize(
    ("median", "label"),
    [(0.01, "low dose"), (1 / 3, "low dose"), (0.334, "not a low dose"), (2.0, "not a low dose")],
)
def test_the_words_follow_the_measured_peak(median: float, label: str) -> None:
    assert label_of(ratio(median), no_drug=False) == label


def test_a_placebo_and_nobody() -> None:
    assert label_of(ratio(0.0), no_drug=True) == "no drug"
    assert label_of(ratio(float("nan")), no_drug=False) == "not measured"
