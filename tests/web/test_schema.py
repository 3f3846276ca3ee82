"""The API answers as its description says, whatever it is asked.

Every address of the description is taken in, whoever added it; limits keep studies small.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from troche.web.app import create_app
from troche.web.settings import Limits, Settings

# What is computed once takes seconds of a core, and a machine may have others to serve.
PATIENCE = 120.0
_HOME = TemporaryDirectory(prefix="troche-schema-")
_FEW = Limits(patients=40, regimens=2, weeks=1.0, waiting=3, wait_seconds=PATIENCE)

# The name under which schemathesis asks an application in its own process.
_SETTINGS = Settings(Path(_HOME.name), limits=_FEW, allow_hosts=("testserver",))
schema = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(_SETTINGS))


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case: schemathesis.Case) -> None:
    # A description cannot say what a line of the regimen language is: text of the right length
    # may well be refused, in words.
    case.call_and_validate(excluded_checks=[positive_data_acceptance], timeout=PATIENCE)
