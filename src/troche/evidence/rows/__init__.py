"""One frozen class of typed cells per table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from troche.evidence.rows.base import Origin as Origin
from troche.evidence.rows.base import Row as Row
from troche.evidence.rows.effects import Guidance as Guidance
from troche.evidence.rows.effects import Mechanism as Mechanism
from troche.evidence.rows.effects import PkpdModel as PkpdModel
from troche.evidence.rows.effects import Tolerability as Tolerability
from troche.evidence.rows.pharmacokinetics import PkFact as PkFact
from troche.evidence.rows.pharmacokinetics import PkModel as PkModel
from troche.evidence.rows.pharmacokinetics import PkObservation as PkObservation
from troche.evidence.rows.trials import Arm as Arm
from troche.evidence.rows.trials import EfficacyFact as EfficacyFact
from troche.evidence.rows.trials import Outcome as Outcome
from troche.evidence.rows.trials import Trial as Trial

ROW_TYPES: Final[dict[str, Callable[..., Row]]] = {
    "trials": Trial,
    "arms": Arm,
    "outcomes": Outcome,
    "efficacy_facts": EfficacyFact,
    "pk_observations": PkObservation,
    "pk_models": PkModel,
    "pk_facts": PkFact,
    "tolerability": Tolerability,
    "mechanism": Mechanism,
    "pkpd_models": PkpdModel,
    "guidance": Guidance,
}
