"""Predict every row of a folder of evidence, and say how well it went."""

from troche.studies.validate.requirements import failures as failures
from troche.studies.validate.requirements import read_requirements as read_requirements
from troche.studies.validate.run import Validation as Validation
from troche.studies.validate.run import validate as validate
