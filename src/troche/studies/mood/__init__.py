"""Mood in a study: scores over time, what becomes of people, regimens against each other.

=================================  ====================================================
`troche.studies.mood.results`      what comes out: plain data
`troche.studies.mood.plan`         what runs: regimens, comparators, the trial around them
`troche.studies.mood.block`        one regimen in one block of patients
`troche.studies.mood.gather`       blocks added up
`troche.studies.mood.truths`       a number over possible truths, mechanisms averaged
`troche.studies.mood.summarise`    sums made into curves, estimands and contrasts
`troche.studies.mood.tested`       where a regimen leaves what trials tested
=================================  ====================================================
"""
