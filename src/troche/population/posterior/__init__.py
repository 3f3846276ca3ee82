"""What calibration shipped: draws of the fitted parameters, whole and with a family left out."""

from troche.population.posterior.read import Posterior as Posterior
from troche.population.posterior.read import left_out as left_out
from troche.population.posterior.read import manifest as manifest
from troche.population.posterior.read import read_posterior as read_posterior
