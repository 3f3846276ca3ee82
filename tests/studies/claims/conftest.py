"""Claims planted in files: an exposure that is known exactly, and rows of known bearing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from troche.studies.claims import ClaimResult, claims

# A tenth of a milligram per kilogram is a fifth of the reference infusion's peak, in every truth.
SMALL = "0.1 mg/kg ketamine iv over 40 min"

FAVA = {"table": "outcomes", "trial_id": "FAVA2020", "arm_id": "k0.1", "outcome": "effect_size"}
DALY = {
    "table": "outcomes",
    "trial_id": "DALY2018",
    "arm_id": "esk28",
    "outcome": "diff_vs_control",
    "time_days": 1,
}
STANDARD = {
    "table": "outcomes",
    "trial_id": "MURROUGH2013",
    "arm_id": "ket",
    "outcome": "change",
}

CLAIM: dict[str, Any] = {
    "id": "planted",
    "wording": "A small infusion reaches a peak.",
    "question": "How high is it?",
    "estimand": "peak exposure",
    "regimens": {"small": SMALL},
    "worth": "0.1 times the reference infusion",
    "doses": {"peak": "0 to 1/3"},
    "evidence": [
        {"row": FAVA, "bears": "supports", "because": "Planted."},
        {"row": DALY, "bears": "supports", "because": "Planted."},
    ],
    "rule": {
        "supported": ["lower bound > worth", "randomised for >= 2", "studies against = 0"],
        "weakly supported": ["mean > worth", "studies for >= 1", "studies against = 0"],
        "weakly contradicted": ["mean < worth", "studies against >= 1", "studies for = 0"],
        "contradicted": ["upper bound < worth", "studies against >= 2", "studies for = 0"],
    },
    "limits": "None.",
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a claim with some fields changed; a field that is None is left out."""

    def written(**changes: Any) -> Path:
        raw = copy.deepcopy(CLAIM)
        for name, value in changes.items():
            key = "compared with" if name == "compared" else name
            raw[key] = value
            if value is None:
                del raw[key]
        file = tmp_path / "planted.yaml"
        file.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
        return file

    return written


@pytest.fixture
def evaluated(write: Write) -> Callable[..., ClaimResult]:
    """Evaluate a claim with some fields changed."""

    def run(**changes: Any) -> ClaimResult:
        (found,) = claims([], [write(**changes)])
        return found

    return run


def bearing(*bears: str) -> list[dict[str, Any]]:
    """Return entries of evidence on small doses, one for each word."""
    return [
        {"row": row, "bears": word, "because": "Planted."}
        for row, word in zip((FAVA, DALY), bears, strict=False)
    ]
