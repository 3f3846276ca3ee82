"""Exact solutions for arrays of parameters and doses, in any array namespace.

Between events a pharmacokinetic system is linear with constant coefficients, so
it is solved in closed form; what stands below it is a chain of scalar filters
driven by functions of states already known, solved by quadrature on graded
nodes. Nothing is stepped. Inside this package the patient is the last axis.
"""

from troche.cascade.chain import Chain, Filter, Proportional
from troche.cascade.doses import Dose
from troche.cascade.modes import Modes, decompose
from troche.cascade.nodes import Nodes
from troche.cascade.refine import refinement_error
from troche.cascade.solve import Solution, solve

__all__ = [
    "Chain",
    "Dose",
    "Filter",
    "Modes",
    "Nodes",
    "Proportional",
    "Solution",
    "decompose",
    "refinement_error",
    "solve",
]
