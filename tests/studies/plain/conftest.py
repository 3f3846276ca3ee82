"""What the model might say: shipped draws will change, so words are tested over all of these."""

from __future__ import annotations

import pytest

from troche.studies.explain.spread import Estimate
from troche.studies.plain import PlainPage, plain_page
from troche.studies.plain.truths import DAYS, Truths


def made(day: tuple[float, float], last: tuple[float, float], small: tuple[float, float],
         none: tuple[float, float]) -> Truths:  # fmt: skip
    ends = [day] * (len(DAYS) - 1) + [last]
    between = tuple(Estimate((low + high) / 2.0, low, high) for low, high in ends)
    return Truths(between, Estimate(sum(small) / 2.0, *small), none)


TRUTHS = {
    "much, fading": made((7.5, 11.9), (0.1, 1.5), (0.3, 6.4), (0.0, 0.26)),
    "nothing anywhere": made((0.0, 0.2), (0.0, 0.1), (0.0, 0.0), (1.0, 1.0)),
    "harm possible": made((-1.2, 3.0), (-0.4, 2.5), (-2.0, 4.0), (0.2, 0.9)),
    "sure": made((3.0, 3.0), (3.0, 3.0), (2.0, 12.0), (0.0, 0.0)),
    "a little": made((0.6, 1.9), (0.6, 3.0), (0.6, 5.0), (0.01, 0.015)),
}


@pytest.fixture(scope="session", params=[*TRUTHS, "shipped"])
def page(request: pytest.FixtureRequest) -> PlainPage:
    """The page as it is shipped, and as other draws would make it."""
    return plain_page(TRUTHS.get(request.param))
