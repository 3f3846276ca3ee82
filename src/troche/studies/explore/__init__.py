"""A quick look at one regimen: a line in, plain data out, in a few hundredths of a second.

==========================================  ===============================================
`troche.studies.explore.question`           what is asked, checked
`troche.studies.explore.exposure`           blood, occupancy, what is felt, pressure
`troche.studies.explore.felt`               truths and sensitivities of harm
`troche.studies.explore.mood`               scores over weeks
`troche.studies.explore.mixture`            quantiles of people in closed form
`troche.studies.explore.numbers`            numbers and the label
`troche.studies.explore.published`          published points
`troche.studies.explore.builder`            a regimen as fields of a form, and back
`troche.studies.explore.offer`              what the form offers
`troche.studies.explore.answer`             all of it as one answer
==========================================  ===============================================
"""

from troche.studies.explore.answer import answer as answer
from troche.studies.explore.answer import explore as explore
from troche.studies.explore.builder import fields_of as fields_of
from troche.studies.explore.builder import line_of as line_of
from troche.studies.explore.offer import choices as choices
from troche.studies.explore.question import Question as Question
from troche.studies.explore.question import asked as asked
