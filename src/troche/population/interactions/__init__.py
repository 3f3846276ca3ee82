"""Published effects of other drugs on ketamine, as ratios of areas."""

from troche.population.interactions.published import PublishedRatio as PublishedRatio
from troche.population.interactions.published import published_ratios as published_ratios
