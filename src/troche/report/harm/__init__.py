"""Harm in a report: figures, tables and sentences.

==============================  =========================================================
`troche.report.harm.reading`    which regimens, in which words
`troche.report.harm.numbers`    shares, points and rises as words
`troche.report.harm.events`     the main figure: events beside their rate on placebo
`troche.report.harm.course`     dissociation over the first session, and by session
`troche.report.harm.pressure`   blood pressure and heart rate
`troche.report.harm.tables`     rows of words: harm, burden, low dose and sub-perceptual
`troche.report.harm.exhibits`   figures with captions, words and data
`troche.report.harm.prose`      the answer, how to read it, what it cannot say
`troche.report.harm.terminal`   short tables
`troche.report.harm.notebook`   the same in a notebook
==============================  =========================================================
"""
