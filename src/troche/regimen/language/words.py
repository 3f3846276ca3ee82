"""The vocabulary of the regimen language and its aliases: one table, nothing else.

A word that is not here is refused, never corrected: ketamine and esketamine,
mg and ug, differ by one letter.
"""

from __future__ import annotations

from typing import Final, Literal

Drug = Literal["ketamine", "esketamine", "arketamine", "placebo"]
Form = Literal["base", "HCl"]
Route = Literal["iv", "im", "sc", "nasal", "sublingual", "buccal", "oral", "rectal"]
Product = Literal[
    "tablet",
    "wafer",
    "film",
    "lozenge",
    "solution",
    "prolonged-release tablet",
    "capsule",
    "spray",
    "suppository",
]
After = Literal["swallowed", "spat out"]
Place = Literal["home", "clinic"]
AmountUnit = Literal["mg", "ug", "mg/kg", "ug/kg"]
TimeUnit = Literal["min", "h"]
SpanUnit = Literal["days", "weeks", "months", "doses"]

DRUGS: Final = ("ketamine", "esketamine", "arketamine")
FORMS: Final = ("HCl", "base")
ROUTES: Final = ("iv", "im", "sc", "nasal", "sublingual", "buccal", "oral", "rectal")
PRODUCTS: Final = (
    "tablet",
    "wafer",
    "film",
    "lozenge",
    "solution",
    "prolonged-release tablet",
    "capsule",
    "spray",
    "suppository",
)
AMOUNT_UNITS: Final = ("mg", "ug", "mg/kg", "ug/kg")
TIME_UNITS: Final = ("min", "h")
SPAN_UNITS: Final = ("days", "weeks", "months", "doses")
PLACES: Final[dict[str, Place]] = {"at home": "home", "in clinic": "clinic"}
AFTERS: Final = ("swallowed", "spat out")
STRUCTURE: Final = (
    "placebo",
    "over",
    "bolus",
    "held",
    "then",
    "once",
    "daily",
    "weekly",
    "times",
    "every",
    "for",
    "at",
)

VOCABULARY: Final[frozenset[str]] = frozenset[str]().union(
    *(DRUGS, FORMS, ROUTES, PRODUCTS, AMOUNT_UNITS, TIME_UNITS, SPAN_UNITS),
    *(PLACES, AFTERS, STRUCTURE),
)

ALIASES: Final[dict[str, str]] = {
    # drugs and their form
    "S-ketamine": "esketamine",
    "(S)-ketamine": "esketamine",
    "R-ketamine": "arketamine",
    "(R)-ketamine": "arketamine",
    "racemic ketamine": "ketamine",
    "hydrochloride": "HCl",
    "free base": "base",
    # units; both code points of the micro sign
    "mcg": "ug",
    "\u00b5g": "ug",
    "\u03bcg": "ug",
    "mcg/kg": "ug/kg",
    "\u00b5g/kg": "ug/kg",
    "\u03bcg/kg": "ug/kg",
    "milligram": "mg",
    "milligrams": "mg",
    "microgram": "ug",
    "micrograms": "ug",
    "mg per kg": "mg/kg",
    "ug per kg": "ug/kg",
    "mcg per kg": "ug/kg",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    # routes
    "i.v.": "iv",
    "intravenous": "iv",
    "intravenously": "iv",
    "i.m.": "im",
    "intramuscular": "im",
    "intramuscularly": "im",
    "s.c.": "sc",
    "subcut": "sc",
    "subcutaneous": "sc",
    "subcutaneously": "sc",
    "in": "nasal",
    "i.n.": "nasal",
    "intranasal": "nasal",
    "intranasally": "nasal",
    "nasally": "nasal",
    "sl": "sublingual",
    "s.l.": "sublingual",
    "sublingually": "sublingual",
    "buccally": "buccal",
    "po": "oral",
    "p.o.": "oral",
    "orally": "oral",
    "by mouth": "oral",
    "pr": "rectal",
    "p.r.": "rectal",
    "rectally": "rectal",
    # products
    "troche": "lozenge",
    "prolonged release tablet": "prolonged-release tablet",
    "extended-release tablet": "prolonged-release tablet",
    "extended release tablet": "prolonged-release tablet",
    # what follows the hold
    "spit out": "spat out",
    # rhythms
    "once daily": "daily",
    "once a day": "daily",
    "once per day": "daily",
    "a day": "daily",
    "per day": "daily",
    "every day": "daily",
    "each day": "daily",
    "once weekly": "weekly",
    "once a week": "weekly",
    "once per week": "weekly",
    "a week": "weekly",
    "per week": "weekly",
    "every week": "weekly",
    "each week": "weekly",
    "once every": "every",
    "every other day": "every 2 days",
    "every second day": "every 2 days",
    "every other week": "every 2 weeks",
    "every second week": "every 2 weeks",
    "fortnightly": "every 2 weeks",
    "twice": "2 times",
    "thrice": "3 times",
    "two times": "2 times",
    "three times": "3 times",
    "four times": "4 times",
    "five times": "5 times",
    "six times": "6 times",
    "seven times": "7 times",
    "time": "times",
    "qd": "daily",
    "q.d.": "daily",
    "bid": "2 times daily",
    "b.i.d.": "2 times daily",
    "bd": "2 times daily",
    "tid": "3 times daily",
    "t.i.d.": "3 times daily",
    "tds": "3 times daily",
    "qid": "4 times daily",
    "q.i.d.": "4 times daily",
    # spans
    "day": "days",
    "wk": "weeks",
    "wks": "weeks",
    "week": "weeks",
    "month": "months",
    "dose": "doses",
    # places
    "in the clinic": "in clinic",
    "at clinic": "in clinic",
    "at the clinic": "in clinic",
}
"""Alias to canonical wording; letter case does not matter on the left."""

UNCLEAR: Final[dict[str, str]] = {
    "biweekly": "2 times weekly (or every 2 weeks)",
    "bi-weekly": "2 times weekly (or every 2 weeks)",
    "bimonthly": "every 2 weeks (or every 8 weeks)",
    "monthly": "every 4 weeks",
    "qod": "every 2 days",
    "q.o.d.": "every 2 days",
    "od": "daily",
    "o.d.": "daily",
    "qw": "weekly",
    "biw": "2 times weekly",
    "tiw": "3 times weekly",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "eight": "8",
    "ten": "10",
    "twelve": "12",
}
"""Words refused because they are read in two ways or are no digits, and what to write."""
