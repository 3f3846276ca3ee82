"""Wrong files: one message each, with the file, the field and what may stand there."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from tests.studies.claims.conftest import CLAIM, FAVA, SMALL, Write

from troche.errors import ClaimError
from troche.studies.claims.read import read_claim

ENTRY = {"row": FAVA, "bears": "supports", "because": "Planted."}


def rule(**clauses: list[str]) -> dict[str, Any]:
    return {"rule": {name.replace("_", " "): lines for name, lines in clauses.items()}}


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown estimand": ({"estimand": "peak exposur"}, "estimand", "peak exposure"),
    "an estimand without its time": ({"estimand": "benefit"}, "at", "at"),
    "a time that is none": ({"estimand": {"kind": "benefit", "at": "soon"}}, "at", "24 h"),
    "a span backwards": (
        {"estimand": {"kind": "mean benefit", "from": "8 weeks", "to": "1 week"}},
        "estimand",
        "earlier",
    ),
    "a regimen that does not parse": (
        {"regimens": {"a": "10 mg ketamin iv"}},
        "regimens, a",
        "ketamine",
    ),
    "a placebo for a regimen": ({"regimens": {"a": "placebo iv"}}, "regimens, a", "drug"),
    "a regimen that begins with placebo": (
        {"regimens": {"a": "placebo iv, weekly for 2 weeks, then 10 mg ketamine iv, once"}},
        "regimens, a",
        "first dose",
    ),
    "no regimen": ({"regimens": None}, "regimens", "regimen language"),
    "an unknown row": (
        {"evidence": [ENTRY | {"row": FAVA | {"arm_id": "k0.15"}}]},
        "evidence, entry 1, row, arm_id",
        "k0.1",
    ),
    "an unknown table": (
        {"evidence": [ENTRY | {"row": {"table": "outcome", "arm_id": "ket"}}]},
        "row, table",
        "outcomes",
    ),
    "an unknown column": (
        {"evidence": [ENTRY | {"row": FAVA | {"arm": "k0.1"}}]},
        "row, arm",
        "arm_id",
    ),
    "a table alone": ({"evidence": [ENTRY | {"row": {"table": "outcomes"}}]}, "row", "columns"),
    "a row twice": ({"evidence": [ENTRY, copy.deepcopy(ENTRY)]}, "entry 2", "once"),
    "a bearing of one's own": ({"evidence": [ENTRY | {"bears": "for"}]}, "bears", "supports"),
    "no reason": ({"evidence": [{"row": FAVA, "bears": "supports"}]}, "because", "because"),
    "a row that does not say its design": (
        {
            "evidence": [
                ENTRY | {"row": {"table": "efficacy_facts", "fact": "Esketamine+AD…"}},
            ]
        },
        "design",
        "randomised",
    ),
    "a rule that can never fire": (
        rule(supported=["lower bound > 3", "upper bound < 2"]),
        "rule, supported",
        "never",
    ),
    "a rule on counts that can never fire": (
        rule(supported=["randomised for >= 2", "studies for < 2"]),
        "rule, supported",
        "never",
    ),
    "support that no study speaks for": (rule(supported=["studies for = 0"]), "supported", "never"),
    "contradicted above the smallest effect": (
        rule(contradicted=["lower bound > worth"]),
        "rule, contradicted",
        "never",
    ),
    "a contradictory rule": (
        rule(supported=["mean > worth"], weakly_contradicted=["mean < 1"]),
        "rule",
        "keep them apart",
    ),
    "a verdict that rules do not name": (rule(undecided=["mean > 1"]), "rule", "supported"),
    "a comparison of nothing known": (rule(supported=["median > 1"]), "supported", "mean"),
    "a comparison that is none": (rule(supported=["mean is high"]), "supported", "lower bound"),
    "a worth of another unit": ({"worth": "2 points"}, "worth", "times the reference infusion"),
    "a worth without a unit": ({"worth": 2}, "worth", "unit"),
    "a worth of nothing": ({"worth": "0 times the reference infusion"}, "worth", "above 0"),
    "a range backwards": ({"doses": {"peak": "1/3 to 0"}}, "doses, peak", "0 to 1/3"),
    "a range by nothing": ({"doses": {"peak": "0 to 1/0"}}, "doses, peak", "0 to 1/3"),
    "an unknown route": (
        {"doses": {"peak": "0 to 1", "routes": ["sublingaul"]}},
        "doses, routes",
        "sublingual",
    ),
    "an unknown key": ({"limit": "None."}, "planted.yaml", "limits"),
    "a missing field": ({"limits": None}, "limits", "limits"),
    "an id of other letters": ({"id": "My claim"}, "id", "hyphens"),
    "words that advise": ({"wording": "You should take this daily."}, "wording", "advises nobody"),
    "an end that never comes": (
        {
            "estimand": {"kind": "benefit after stopping", "after": "14 days"},
            "regimens": {"a": "10 mg ketamine oral capsule, daily for 60 weeks"},
            "worth": "2 points",
        },
        "regimens, a",
        "within a year",
    ),
    "a rare rhythm without an end": (
        {
            "estimand": {"kind": "benefit after stopping", "after": "14 days"},
            "regimens": {"a": "0.5 mg/kg ketamine iv over 40 min, every 6 weeks"},
            "worth": "2 points",
        },
        "regimens, a",
        "within a year",
    ),
    "dissociation beside placebo": (
        {"estimand": "less dissociation", "worth": "5 percentage points", "compared": "placebo"},
        "compared with",
        "placebo dissociates nobody",
    ),
}


@pytest.mark.parametrize(("changes", "place", "allowed"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_one_message(
    write: Write, changes: dict[str, Any], place: str, allowed: str
) -> None:
    with pytest.raises(ClaimError) as caught:
        read_claim(write(**changes))
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.where.startswith("planted.yaml")
    assert place in caught.value.where
    assert allowed in message


CONTENTS = {
    "empty": (b"", "an empty file"),
    "bad YAML": (b"id: 'a\n", "end of stream"),
    "a list": (b"- id\n", "a list"),
    "a key twice": (b"id: a\nid: b\n", "a second time"),
    "not UTF-8": (b"id: caf\xe9\n", "0xe9"),
    "an alias": (b"id: &a x\nwording: *a\n", "anchor"),
}


@pytest.mark.parametrize(("content", "found"), CONTENTS.values(), ids=CONTENTS.keys())
def test_what_is_no_claim_at_all(tmp_path: Path, content: bytes, found: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(content)
    with pytest.raises(ClaimError, match=found) as caught:
        read_claim(file)
    assert caught.value.where.startswith("mine.yaml")


def test_a_folder_and_nothing_are_no_claims(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nothing.yaml"):
        with pytest.raises(ClaimError, match="a readable file"):
            read_claim(place)


def test_the_planted_claim_itself_is_right(write: Write) -> None:
    claim = read_claim(write())
    assert claim.id == CLAIM["id"]
    assert str(claim.regimens["small"]).startswith("0.1 mg/kg ketamine")
    assert SMALL in CLAIM["regimens"].values()


SUICIDE = {"table": "outcomes", "trial_id": "ABBAR2022", "scale": "SSI"}


@pytest.mark.parametrize(
    "changes",
    [
        {"wording": "It helps in suicidal crises."},
        {"evidence": [ENTRY | {"row": SUICIDE}]},
        {"evidence": [{"row": {"table": "guidance", "topic": "suicidality"}, **{
            "bears": "neither", "because": "The label."}}]},
    ],
    ids=["by its words", "by a row", "by the label's row"],
)  # fmt: skip
def test_suicidality_is_never_simulated(write: Write, changes: dict[str, Any]) -> None:
    with pytest.raises(ClaimError, match="nothing is simulated"):
        read_claim(write(**changes))
