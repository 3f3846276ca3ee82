"""Blood of a small cohort by superposition: each manner of dosing is solved once.

Between doses the body is linear with constant coefficients, so what a regimen leaves is the sum
of what each dose leaves, at its own lag. A manner of dosing (enantiomer, route, duration, hold)
is solved once for one milligram; amounts and schedules are then sums.
"""

from troche.population.superposition.cohort import Cohort as Cohort
from troche.population.superposition.cohort import cohort_of as cohort_of
from troche.population.superposition.kinds import SessionKinds as SessionKinds
from troche.population.superposition.kinds import kinds_of as kinds_of
from troche.population.superposition.layout import Given as Given
from troche.population.superposition.layout import Layout as Layout
from troche.population.superposition.layout import lay_out_sessions as lay_out_sessions
