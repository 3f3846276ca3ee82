"""Claims made for microdosing: what is published, what the model says, and a verdict.

=====================================  =================================================
`troche.studies.claims.claim`          what a claim is: wording, doses, rows, worth
`troche.studies.claims.read`           a file, read and checked
`troche.studies.claims.estimands`      the closed list of what the model may be asked
`troche.studies.claims.mood`           benefits, by mechanism and averaged
`troche.studies.claims.exposure`       peaks, areas and dissociation in typical blood
`troche.studies.claims.comparison`     one comparison of a file's rule
`troche.studies.claims.boxes`          where comparisons can hold at all
`troche.studies.claims.rules`          a file's rule: it can be reached, never both ways
`troche.studies.claims.evidence`       the published rows that speak, and where they lie
`troche.studies.claims.extrapolation`  how much lies beyond what was studied
`troche.studies.claims.verdict`        from rule, rows and answer to one of six verdicts
`troche.studies.claims.run`            all of it, for claims by name and files of one's own
=====================================  =================================================
"""

from troche.studies.claims.claim import Claim as Claim
from troche.studies.claims.result import ClaimResult as ClaimResult
from troche.studies.claims.run import claim_names as claim_names
from troche.studies.claims.run import claims as claims

__all__ = ["Claim", "ClaimResult", "claim_names", "claims"]
