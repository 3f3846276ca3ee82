"""A claim's file, read and checked: one message names the file, the field and what may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from troche.errors import BadInput, ClaimError, nearest
from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.regimen import Regimen, parse
from troche.regimen.language.words import ROUTES
from troche.studies.claims.claim import CONVENTIONAL, PLACEBO, Claim, DoseRange
from troche.studies.claims.estimands import ESTIMANDS, Estimand, Wanted
from troche.studies.claims.evidence import about_suicide
from troche.studies.claims.fields import keys_of, lines_of, mapping_of, span_of, text_of
from troche.studies.claims.mood import last_dose
from troche.studies.claims.rows import cited_rows
from troche.studies.claims.rules import read_rule
from troche.studies.limits import MOST_REGIMENS, shown
from troche.studies.yaml_file import read_yaml

__all__ = ["KEYS", "claim_of", "read_claim"]

KEYS: Final = (
    "id",
    "wording",
    "question",
    "estimand",
    "regimens",
    "compared with",
    "worth",
    "doses",
    "evidence",
    "rule",
    "limits",
)
_OPTIONAL: Final = ("regimens", "compared with", "worth")
_SUICIDE: Final = re.compile(r"suicid|self-?\s?harm", re.IGNORECASE)


def read_claim(path: str | Path) -> Claim:
    """Read a claim's file.

    Parameters
    ----------
    path
        The YAML file.

    Raises
    ------
    troche.errors.ClaimError
        If the file cannot be read, a key is missing or unknown, or a field does not say what
        it must: an estimand of the list, regimens that parse, rows that exist, a rule that
        can be reached and does not contradict itself.
    """
    file = Path(path)
    raw = read_yaml(file, f"keys: {', '.join(KEYS)}", ClaimError)
    return claim_of(raw, file.name)


def claim_of(raw: Any, place: str) -> Claim:
    """Return the claim in what a file holds; see `read_claim`."""
    fields = keys_of(raw, KEYS, _OPTIONAL, place)
    name = text_of(fields["id"], f"{place}, id")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ClaimError(f"{place}, id", name, "words of small letters with hyphens between")
    wording = text_of(fields["wording"], f"{place}, wording")
    question = text_of(fields["question"], f"{place}, question")
    wanted = _wanted(fields["estimand"], f"{place}, estimand")
    regimens = _regimens(fields.get("regimens"), wanted.estimand, f"{place}, regimens")
    compared = _compared(fields.get("compared with"), wanted.estimand, f"{place}, compared with")
    _must_end(wanted.estimand, {**regimens, "compared with": compared}, place)
    worth = _worth(fields.get("worth"), wanted.estimand, f"{place}, worth")
    cited = cited_rows(fields["evidence"], f"{place}, evidence")
    rule = mapping_of(fields["rule"], f"{place}, rule", "verdicts, each with comparisons")
    clauses = {str(v): lines_of(c, f"{place}, rule, {v}") for v, c in rule.items()}
    suicide = bool(_SUICIDE.search(f"{name} {wording} {question}"))
    suicide = suicide or any(about_suicide(each.row) for each in cited)
    if suicide and wanted.estimand.of != "nothing":
        allowed = "none: rows about suicidality are shown as published, and nothing is simulated"
        raise ClaimError(f"{place}, estimand", wanted.estimand.name, allowed)
    return Claim(
        name,
        wording,
        question,
        wanted,
        regimens,
        compared,
        worth,
        _doses(fields["doses"], f"{place}, doses"),
        cited,
        read_rule(clauses, worth, wanted.estimand, f"{place}, rule"),
        text_of(fields["limits"], f"{place}, limits"),
        place,
        suicide,
    )


def _wanted(raw: Any, place: str) -> Wanted:
    fields = {"kind": raw} if isinstance(raw, str) else mapping_of(raw, place, "a kind")
    kind = text_of(fields.get("kind"), f"{place}, kind")
    if kind not in ESTIMANDS:
        raise ClaimError(place, kind, ", ".join(ESTIMANDS), nearest(kind, ESTIMANDS))
    estimand = ESTIMANDS[kind]
    fields = keys_of(fields, ("kind", *estimand.needs), (), place)
    if estimand.of == "weight":
        names = lines_of(fields["mechanisms"], f"{place}, mechanisms")
        for each in names:
            if each not in MECHANISMS:
                allowed = ", ".join(MECHANISMS)
                raise ClaimError(f"{place}, mechanisms", each, allowed, nearest(each, MECHANISMS))
        return Wanted(estimand, (), tuple(dict.fromkeys(names)))
    hours = tuple(span_of(fields[key], f"{place}, {key}") for key in estimand.needs)
    if len(hours) == 2 and hours[0] >= hours[1]:
        raise ClaimError(place, f"{fields['from']} to {fields['to']}", "the earlier time first")
    return Wanted(estimand, hours)


def _regimens(raw: Any, estimand: Estimand, place: str) -> dict[str, Regimen]:
    if raw is None and estimand.of in ("nothing", "weight"):
        return {}
    lines = mapping_of(raw, place, "names, each with a line of the regimen language")
    if len(lines) > MOST_REGIMENS:
        raise ClaimError(place, f"{len(lines)} regimens", f"at most {MOST_REGIMENS}")
    return {str(n): _regimen(line, f"{place}, {n}") for n, line in lines.items()}


def _regimen(line: Any, place: str) -> Regimen:
    text = text_of(line, place)
    try:
        found = parse(text)
    except BadInput as error:
        where = f"{place}: {error.where}"
        raise ClaimError(where, error.found, error.allowed, error.meant) from None
    if all(part.drug == "placebo" for part in found.phases[0].dose.parts):
        raise ClaimError(place, text, "a regimen that gives drug from its first dose on")
    return found


def _compared(raw: Any, estimand: Estimand, place: str) -> str | Regimen:
    if raw is None and estimand.of != "felt":
        return PLACEBO
    text = text_of(raw, place)
    if text == CONVENTIONAL and estimand.of != "mood":
        raise ClaimError(place, text, "a regimen, or placebo; only mood knows that course")
    if text in (PLACEBO, CONVENTIONAL) and estimand.of != "felt":
        return text
    if text == PLACEBO:
        raise ClaimError(place, text, "a regimen that gives drug: placebo dissociates nobody")
    if estimand.of in ("nothing", "weight"):
        raise ClaimError(place, text, "nothing, where the model is not asked about a regimen")
    return _regimen(text, place)


def _must_end(estimand: Estimand, regimens: Mapping[str, Any], place: str) -> None:
    if estimand.name != "benefit after stopping":
        return
    for name, regimen in regimens.items():
        if isinstance(regimen, Regimen) and last_dose(regimen) == float("inf"):
            allowed = "a regimen whose last dose lies within a year"
            raise ClaimError(f"{place}, regimens, {name}", str(regimen), allowed)


def _worth(raw: Any, estimand: Estimand, place: str) -> float | None:
    if estimand.of == "nothing":
        if raw is not None:
            raise ClaimError(place, raw, "nothing, where published rows alone answer")
        return None
    text = text_of(raw, place) if isinstance(raw, str) else ""
    parts = re.fullmatch(r"(\d+(?:\.\d+)?) (.+)", text)
    if parts is None or parts[2] != estimand.unit or float(parts[1]) == 0.0:
        found = "nothing" if raw is None else shown(raw)
        allowed = f"a number above 0 and its unit, such as '2 {estimand.unit}'"
        raise ClaimError(place, found, allowed)
    return float(parts[1])


def _doses(raw: Any, place: str) -> DoseRange:
    if raw == "any":
        return DoseRange(everything=True)
    allowed = "'any', or keys: peak, routes"
    fields = keys_of(mapping_of(raw, place, allowed), ("peak", "routes"), ("routes",), place)
    text = text_of(fields["peak"], f"{place}, peak")
    parts = re.fullmatch(r"(\d+(?:\.\d+)?(?:/\d+)?) to (\d+(?:\.\d+)?(?:/\d+)?)", text)
    ends = tuple(map(_fraction, parts.groups())) if parts else ()
    if len(ends) != 2 or not ends[0] < ends[1]:
        allowed = "two shares of the reference infusion's peak, such as '0 to 1/3'"
        raise ClaimError(f"{place}, peak", text, allowed)
    routes = lines_of(fields["routes"], f"{place}, routes") if "routes" in fields else ()
    for each in routes:
        if each not in ROUTES:
            raise ClaimError(f"{place}, routes", each, ", ".join(ROUTES), nearest(each, ROUTES))
    return DoseRange(ends[0], ends[1], routes)


def _fraction(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below or 1) if float(below or 1) else float("nan")
