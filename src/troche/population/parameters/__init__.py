"""Parameter tables: one TOML file per model, every number with its source.

No published number stands in these files. A parameter points to a row of the
evidence tables; value, unit, variability and uncertainty are read from there. A
number without a row is an assumption, with a range and a reason.

A table looks like this::

    model = "simons-2022"
    title = "S-ketamine oral thin film, healthy adults"

    [parameters.CL_K1]
    meaning = "clearance of S-ketamine"
    unit = "L/h"                           # an inner unit
    row = { table = "pk_models", source_id = "Simons2022", parameter = "CLK1 (to metabolism)" }
    transform = "log"                      # log, logit or linear
    weight_exponent = 0.75                 # on weight/70 kg
    between_subject = { from_row = true }  # the row's coefficient of variation
    uncertainty = { from_row = true }      # the row's relative standard error

`troche.population.parameters.spec` holds every key that a table may have.
"""

from troche.population.parameters.read import model_names, read_parameters
from troche.population.parameters.table import (
    Correlation,
    Parameter,
    ParameterTable,
    Source,
    Transform,
    from_scale,
    to_scale,
)

__all__ = [
    "Correlation",
    "Parameter",
    "ParameterTable",
    "Source",
    "Transform",
    "from_scale",
    "model_names",
    "read_parameters",
    "to_scale",
]
