"""A NONMEM-style table of doses, solved for the typical person of each weight."""

from troche.studies.event_run.solution import Prediction as Prediction
from troche.studies.event_run.solution import Solution as Solution
from troche.studies.event_run.solve import solve_table as solve_table

__all__ = ["Prediction", "Solution", "solve_table"]
