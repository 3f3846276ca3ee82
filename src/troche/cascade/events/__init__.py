"""Dosing records with NONMEM's meaning, solved exactly on any linear system."""

from troche.cascade.events.course import solve_events, solve_records

__all__ = ["solve_events", "solve_records"]
