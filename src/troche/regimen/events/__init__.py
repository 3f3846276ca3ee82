"""Tables of dosing events, with NONMEM's meaning of their columns."""

from troche.regimen.events.additional import expand_addl as expand_addl
from troche.regimen.events.read import read_events as read_events
from troche.regimen.events.record import EventRecord as EventRecord
from troche.regimen.events.record import EventTable as EventTable
from troche.regimen.events.record import Evid as Evid
from troche.regimen.events.record import Individual as Individual
from troche.regimen.events.write import MANNER as MANNER
from troche.regimen.events.write import event_table as event_table
from troche.regimen.events.write import write_events as write_events
