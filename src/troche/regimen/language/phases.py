"""The top of the grammar: phases, and `parse`."""

from __future__ import annotations

from troche.regimen import rules
from troche.regimen.language.doses import read_dose
from troche.regimen.language.line import Line
from troche.regimen.language.schedules import begins_schedule, read_schedule
from troche.regimen.language.words import AFTERS
from troche.regimen.regimen import Phase, Regimen
from troche.regimen.rhythm import Once
from troche.regimen.schedule import Schedule


def parse(text: str) -> Regimen:
    """Read one line of the regimen language.

    Parameters
    ----------
    text
        The line, in any letter case and spacing.

    Returns
    -------
    Regimen
        The typed regimen, every default filled in; ``str`` of it is the
        canonical print, and ``parse(str(regimen)) == regimen``.

    Raises
    ------
    troche.errors.RegimenError
        If the line is not in the language. The message names the place, what
        stands there, what may stand there, and the nearest word.

    Examples
    --------
    >>> print(parse("30 mg ketamine lozenge twice daily for 2 weeks"))  # doctest: +ELLIPSIS
    30 mg ketamine base buccal lozenge held 10 min then swallowed, 2 times daily ... at home
    >>> parse("30 mg ketamin lozenge")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    troche.errors.RegimenError: regimen, word 3 ... Did you mean 'ketamine'?
    """
    line = Line(text)
    phases = [_phase(line, None)]
    while line.take_kind("comma", "', then' and another phase"):
        line.need("then")
        if line.at(*AFTERS):
            line.refuse(
                "a phase after ', then'", f"then {line.here.text} (with no comma before it)"
            )
        if len(phases) == rules.MAX_PHASES:
            line.refuse(f"at most {rules.MAX_PHASES} phases")
        phases.append(_phase(line, phases[-1]))
    if line.here.kind != "end":
        line.refuse(meant=", then" if line.at("then") else "")
    return Regimen(tuple(phases))


def _phase(line: Line, before: Phase | None) -> Phase:
    """Read ``dose [ [ "," ] schedule ]``, or a schedule alone: then the dose stays."""
    start = line.here
    if begins_schedule(line):
        if before is None:
            line.refuse("a dose first, such as '0.5 mg/kg ketamine iv over 40 min'")
        dose, schedule = before.dose, read_schedule(line, before.dose.place)
    else:
        dose = read_dose(line)
        schedule = Schedule(Once(), dose.place)
        if line.here.kind == "comma" and line.ahead.text != "then":
            line.advance()
            schedule = read_schedule(line, dose.place)
        elif line.here.kind not in ("comma", "end"):
            schedule = read_schedule(line, dose.place)
    with line.placed(start):
        return Phase(dose, schedule)
