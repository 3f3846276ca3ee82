"""Mood in a report: figures, tables and sentences.

==============================  =========================================================
`troche.report.mood.reading`    which day, which regimens, whose benefit
`troche.report.mood.numbers`    points, shares and chances as words
`troche.report.mood.benefit`    the main figure: benefit over placebo
`troche.report.mood.blocks`     one regimen's part of it
`troche.report.mood.marks`      lettered marks that do not cover each other
`troche.report.mood.course`     scores over time
`troche.report.mood.dotrange`   rows of a mark with its bar
`troche.report.mood.shares`     response and remission
`troche.report.mood.rivals`     each mechanism's answer, and its weight
`troche.report.mood.tables`     rows of words
`troche.report.mood.exhibits`   figures with captions, words and data
`troche.report.mood.prose`      the answer, how to read it, what it cannot say
`troche.report.mood.terminal`   a short table
`troche.report.mood.notebook`   the same in a notebook
==============================  =========================================================
"""
