"""Claims by name, and files of one's own: no population is run, and nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from troche.errors import ClaimError, nearest
from troche.studies.claims.claim import Claim
from troche.studies.claims.estimands import Answer
from troche.studies.claims.evidence import rows_of
from troche.studies.claims.exposure import exposure_answer, felt_answer
from troche.studies.claims.extrapolation import extrapolation_of
from troche.studies.claims.mood import mood_answer, weight_answer
from troche.studies.claims.read import read_claim
from troche.studies.claims.result import ClaimResult
from troche.studies.claims.verdict import counts_of, verdict_of
from troche.studies.explain.knowledge import Knowledge, shipped_knowledge
from troche.studies.flags import regimen_flags
from troche.studies.mood.tested import exposures_of

__all__ = ["claim_names", "claims", "shipped_claims"]


@cache
def shipped_claims() -> dict[str, Claim]:
    """Return the claims that ship, by name, in the order of their files."""
    found = {}
    with as_file(files("troche.studies.claims") / "files") as folder:
        for file in sorted(folder.glob("*.yaml")):
            claim = read_claim(file)
            found[claim.id] = claim
    return found


def claim_names() -> tuple[str, ...]:
    """Return the names of the claims that ship.

    Examples
    --------
    >>> "relief-within-days" in claim_names()
    True
    """
    return tuple(shipped_claims())


def claims(
    ids: Sequence[str] | None = None,
    extra: Sequence[str | Path] = (),
    knowledge: Knowledge | None = None,
) -> tuple[ClaimResult, ...]:
    """Evaluate claims.

    Parameters
    ----------
    ids
        Names of shipped claims; all of them by default, none where it is empty.
    extra
        Files of one's own, evaluated after them.
    knowledge
        Possible truths about mood; those that the package ships by default.

    Raises
    ------
    troche.errors.ClaimError
        If there is no such claim, a file is wrong, or it has the name of another one.

    Examples
    --------
    >>> (found,) = claims(["acute-suicide-risk"])
    >>> found.verdict.word, found.answer is None, found.rows[0].finding.table
    ('no evidence', True, 'guidance')
    """
    known = shipped_claims()
    wanted = []
    for name in known if ids is None else ids:
        if name not in known:
            raise ClaimError("claim", name, ", ".join(known), nearest(name, known))
        wanted.append(known[name])
    names = set(known)
    for path in extra:
        claim = read_claim(path)
        if claim.id in names:
            allowed = "a name that no other claim has"
            raise ClaimError(f"{claim.place}, id", claim.id, allowed)
        names.add(claim.id)
        wanted.append(claim)
    return tuple(_evaluated(claim, knowledge) for claim in wanted)


def _evaluated(claim: Claim, knowledge: Knowledge | None) -> ClaimResult:
    rows = rows_of(claim)
    counts = counts_of(rows)
    answer = _answer(claim, knowledge)
    regulators = dict.fromkeys(
        flag.message
        for regimen in claim.regimens.values()
        for flag in regimen_flags(regimen)
        if flag.kind == "regulator"
    )
    return ClaimResult(
        claim,
        rows,
        counts,
        answer,
        extrapolation_of(claim),
        verdict_of(claim, counts, answer),
        {n: max(e.peak for e in exposures_of(r)) for n, r in claim.regimens.items()},
        tuple(regulators),
        claim.about_suicidality,
    )


def _answer(claim: Claim, knowledge: Knowledge | None) -> Answer | None:
    of = claim.wanted.estimand.of
    if of == "nothing":
        return None
    if of == "exposure":
        return exposure_answer(claim)
    if of == "felt":
        return felt_answer(claim)
    beliefs = (knowledge or shipped_knowledge()).whole
    return mood_answer(claim, beliefs) if of == "mood" else weight_answer(claim, beliefs)
