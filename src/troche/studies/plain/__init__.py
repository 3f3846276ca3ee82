"""What is known and not known, in plain words, for patients and relatives.

`plain_page` returns the sections as data: short sentences, and beside every number a picture
of how sure it is. Numbers come from the evidence tables and the shipped draws, and words are
chosen by the numbers; nothing is typed in. The page tells of groups and advises nothing.
"""

from __future__ import annotations

from troche.studies.plain.page import PlainPage as PlainPage
from troche.studies.plain.page import plain_page as plain_page
from troche.studies.plain.pictures import Bars as Bars
from troche.studies.plain.pictures import Counts as Counts
from troche.studies.plain.pictures import People as People
from troche.studies.plain.section import Section as Section
