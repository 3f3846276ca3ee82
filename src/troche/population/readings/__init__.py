"""Rows of blood read as something a model can predict, or a reason why not."""

from troche.population.readings.read import read_row as read_row
from troche.population.readings.reading import WHY_NOT as WHY_NOT
from troche.population.readings.reading import Quantity as Quantity
from troche.population.readings.reading import Reading as Reading
from troche.population.readings.reading import Refusal as Refusal
