"""Rows of trials, in a form that a model of mood can predict."""

from troche.population.trials.given import Control, Given
from troche.population.trials.limits import Limit
from troche.population.trials.read import read_outcome
from troche.population.trials.statistic import NotPredicted, Statistic

__all__ = ["Control", "Given", "Limit", "NotPredicted", "Statistic", "read_outcome"]
