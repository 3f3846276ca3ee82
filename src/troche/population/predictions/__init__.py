"""What the model says that a study would report: metrics of typical people's curves."""

from troche.population.predictions.metrics import Plan as Plan
from troche.population.predictions.settings import Demand as Demand
from troche.population.predictions.settings import Setting as Setting
from troche.population.predictions.settings import demands_of as demands_of
