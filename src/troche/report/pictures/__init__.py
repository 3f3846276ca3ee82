"""Pictures of the reading pages, drawn on the server from shipped numbers.

=====================================  =================================================
`troche.report.pictures.question`      small daily doses beside infusions, in one picture
`troche.report.pictures.verdicts`      a verdict as a word and a place on a scale
`troche.report.pictures.claims`        what carries a verdict: answer, mechanisms, rows
`troche.report.pictures.forest`        published numbers side by side, by study family
`troche.report.pictures.intervals`     95 % intervals, as reported or derived
`troche.report.pictures.validation`    published numbers on their predicted intervals
=====================================  =================================================
"""
