"""Harm in a study: what the drug adds to what people have anyway, and how sure that is.

=================================  =====================================================
`troche.studies.harm.plan`         whether there is harm to tell, and its truths
`troche.studies.harm.measures`     what is told: name, unit, meaning
`troche.studies.harm.block`        one regimen in one block of patients
`troche.studies.harm.curves`       numbers along a line, reduced to counts and sums
`troche.studies.harm.gather`       the parts of all blocks made into results
`troche.studies.harm.results`      plain data
`troche.studies.harm.frames`       the same as data frames
`troche.studies.harm.microdose`    low dose and sub-perceptual, measured
`troche.studies.harm.cumulative`   exposure in a month, and the rows behind the flags
`troche.studies.harm.methods`      the methods in words
=================================  =====================================================
"""
