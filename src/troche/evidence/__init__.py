"""What is known, and who said it: published rows, typed, with source and reading grade.

`load` gives the rows of a table, `find` the one row that a parameter points to,
`select` the findings of all tables that pass a filter, `study` one study whole,
and `read_directory` any folder in the same format. Nothing is read at import.
"""

from __future__ import annotations

from troche.evidence.cells import Number as Number
from troche.evidence.cells import read_number as read_number
from troche.evidence.codebook import codebook as codebook
from troche.evidence.collection import Evidence as Evidence
from troche.evidence.findings import Finding as Finding
from troche.evidence.findings import findings as findings
from troche.evidence.grades import READING_GRADES as READING_GRADES
from troche.evidence.load import builtin as builtin
from troche.evidence.load import load as load
from troche.evidence.load import read_directory as read_directory
from troche.evidence.load import tables as tables
from troche.evidence.lookup import find as find
from troche.evidence.people import whole_people as whole_people
from troche.evidence.references import Reference as Reference
from troche.evidence.references import bibliography as bibliography
from troche.evidence.rows import Arm as Arm
from troche.evidence.rows import EfficacyFact as EfficacyFact
from troche.evidence.rows import Guidance as Guidance
from troche.evidence.rows import Mechanism as Mechanism
from troche.evidence.rows import Outcome as Outcome
from troche.evidence.rows import PkFact as PkFact
from troche.evidence.rows import PkModel as PkModel
from troche.evidence.rows import PkObservation as PkObservation
from troche.evidence.rows import PkpdModel as PkpdModel
from troche.evidence.rows import Row as Row
from troche.evidence.rows import Tolerability as Tolerability
from troche.evidence.rows import Trial as Trial
from troche.evidence.selection import select as select
from troche.evidence.study import Study as Study
from troche.evidence.study import study as study
from troche.evidence.suicidality import CRISIS_LINE as CRISIS_LINE
from troche.evidence.suicidality import about_suicidality as about_suicidality
