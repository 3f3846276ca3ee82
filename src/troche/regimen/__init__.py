"""Regimens: dose, drug form, route, schedule; the regimen language; dosing events."""

from troche.regimen.dose import Dose as Dose
from troche.regimen.dose import Part as Part
from troche.regimen.events import EventRecord as EventRecord
from troche.regimen.events import EventTable as EventTable
from troche.regimen.events import Evid as Evid
from troche.regimen.events import Individual as Individual
from troche.regimen.events import event_table as event_table
from troche.regimen.events import expand_addl as expand_addl
from troche.regimen.events import read_events as read_events
from troche.regimen.events import write_events as write_events
from troche.regimen.language.phases import parse as parse
from troche.regimen.ledger import Entry as Entry
from troche.regimen.ledger import Ledger as Ledger
from troche.regimen.quantities import Amount as Amount
from troche.regimen.quantities import Duration as Duration
from troche.regimen.regimen import Phase as Phase
from troche.regimen.regimen import Regimen as Regimen
from troche.regimen.schedule import Schedule as Schedule
from troche.regimen.timetable import Administration as Administration
from troche.regimen.timetable import Timetable as Timetable
from troche.regimen.timetable import expand as expand
