"""Why two regimens differ: which assumption carries it, and what would settle it.

====================================  ==================================================
`troche.studies.explain.question`     which two regimens, at which time
`troche.studies.explain.knowledge`    the possible truths, whole and without each family
`troche.studies.explain.probes`       a regimen's benefit over placebo in every truth
`troche.studies.explain.spread`       variance between, within, and by a parameter
`troche.studies.explain.answer`       the difference, and structure beside evidence
`troche.studies.explain.carriers`     the parameters that carry it
`troche.studies.explain.families`     the studies that carry it
`troche.studies.explain.settle`       trials nobody has run, and what each would tell
`troche.studies.explain.reach`        whether a regimen was ever tested against placebo
====================================  ==================================================
"""

from troche.studies.explain.explanation import Explanation as Explanation
from troche.studies.explain.run import explain as explain

__all__ = ["Explanation", "explain"]
