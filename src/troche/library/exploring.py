"""A quick look at one regimen."""

from __future__ import annotations

from typing import Any

from troche.studies.specification import DEFAULT_POPULATION

__all__ = ["explore"]


def explore(
    regimen: str,
    *,
    population: str = DEFAULT_POPULATION,
    weeks: float | None = None,
    beside: str = "stable treatment",
) -> dict[str, Any]:
    """Look quickly at one regimen: what the Explore page shows, as plain data.

    Parameters
    ----------
    regimen
        A line of the regimen language.
    population
        A documented population.
    weeks
        Horizon, 0.3 to 52; by default eight weeks, or the regimen's own length if that is more.
    beside
        ``"stable treatment"`` or ``"new antidepressant"``, which everyone starts then.

    Returns
    -------
    dict
        Curves of the first day, peaks of sessions and scores over weeks, each as a typical line
        with people's spread (``people``) and what is known of it (``knowledge``); numbers,
        published points, flags and sources. `troche.simulate` computes the same in full.

    Raises
    ------
    troche.BadInput
        With one message: where, what was found, what is allowed.

    Examples
    --------
    >>> from troche import explore
    >>> found = explore("15 mg ketamine sublingual tablet, daily for 8 weeks")
    >>> found["label"], found["outside"]
    ('low dose, sub-perceptual', True)
    """
    from troche.studies.explore import answer, asked

    return answer(asked(regimen, population, weeks, beside))
