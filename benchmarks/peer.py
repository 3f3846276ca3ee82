"""The peer: libroadrunner, a general solver of SBML models with a compiling backend.

Best practice as its own documentation has it: one model, loaded and compiled once;
parameters set by number; only what is asked for is selected. Doses are given in the two
ways that it offers, as SBML events and by simulating from dose to dose, and the faster
counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.reference import (
    CLM,
    EMAX,
    FM,
    GAIN,
    HALF,
    KE0,
    KG,
    KIN,
    KOUT,
    KT,
    METABOLITE_WEIGHT,
    QM,
    STATES,
    TYPICAL,
    V2,
    V3,
    V4,
    Q,
)

Floats = NDArray[np.float64]

RTOL, ATOL = 1e-6, 1e-8
PARAMETERS = (*TYPICAL, "F", "Fm")

_RATES = {
    "A0": "-ka*A0",
    "A1": f"F*ka*A0-CL*A1/V1-{Q}*(A1/V1-A2/{V2})",
    "A2": f"{Q}*(A1/V1-A2/{V2})",
    "M1": f"Fm*ka*A0+{FM}*CL*A1/V1-{CLM}*M1/{V3}-{QM}*(M1/{V3}-M2/{V4})",
    "M2": f"{QM}*(M1/{V3}-M2/{V4})",
    "Ce": f"{KE0}*(A1/V1+{METABOLITE_WEIGHT}*M1/{V3}-Ce)",
    "G": f"{KG}*(1+{EMAX}*o15/({HALF!r}+o15))-{KG}*G",
    "P": "kp*(G-1)-kd*P",
    "D": f"{KIN}/(1+{GAIN}*P)-{KOUT}*D",
    "T": f"{KT}*(occ-T)",
}
_RULES = {"occ": "max(Ce,0)/(EC50+max(Ce,0))", "o15": "occ^1.5"}
_START = {"G": 1.0, "D": 30.0}


def _mathml(formula: str) -> str:
    """Turn infix into MathML."""
    import ast

    words = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "divide"}
    words[ast.Pow] = "power"  # type: ignore[index]

    def write(node: ast.expr) -> str:
        match node:
            case ast.BinOp():
                inside = write(node.left) + write(node.right)
                return f"<apply><{words[type(node.op)]}/>{inside}</apply>"  # type: ignore[index]
            case ast.UnaryOp():
                return f"<apply><minus/>{write(node.operand)}</apply>"
            case ast.Constant():
                return f"<cn>{node.value!r}</cn>"
            case ast.Name():
                return f"<ci>{node.id}</ci>"
            case ast.Call():  # only max(x, 0)
                x = write(node.args[0])
                piece = f"<piece>{x}<apply><gt/>{x}<cn>0</cn></apply></piece>"
                return f"<piecewise>{piece}<otherwise><cn>0</cn></otherwise></piecewise>"
        raise ValueError(ast.dump(node))

    tree = ast.parse(formula.replace("^", "**"), mode="eval").body
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{write(tree)}</math>'


def sbml(dose_times: Sequence[float] = ()) -> str:
    """Write the reference system as SBML, with one event per dose of size `dose<i>`."""
    quantities = {name: _START.get(name, 0.0) for name in STATES} | dict.fromkeys(PARAMETERS, 1.0)
    quantities |= dict.fromkeys(_RULES, 0.0)
    doses = {f"dose{i}": 0.0 for i in range(len(dose_times))}
    fixed = {*doses, *PARAMETERS}
    listed = "".join(
        f'<parameter id="{name}" value="{value}" constant="{str(name in fixed).lower()}"/>'
        for name, value in (quantities | doses).items()
    )
    rules = "".join(
        f'<assignmentRule variable="{name}">{_mathml(f)}</assignmentRule>'
        for name, f in _RULES.items()
    )
    rules += "".join(
        f'<rateRule variable="{name}">{_mathml(f)}</rateRule>' for name, f in _RATES.items()
    )
    time = (
        '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'
    )
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML">'
    events = "".join(
        f'<event id="give{i}" useValuesFromTriggerTime="true">'
        f'<trigger initialValue="false" persistent="true">{math}<apply><geq/>{time}<cn>{at}</cn>'
        f"</apply></math></trigger><listOfEventAssignments>"
        f'<eventAssignment variable="A0">{math}<apply><plus/><ci>A0</ci><ci>dose{i}</ci></apply>'
        "</math>"
        "</eventAssignment></listOfEventAssignments></event>"
        for i, at in enumerate(dose_times)
    )
    listed_events = f"<listOfEvents>{events}</listOfEvents>" if events else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">'
        f'<model id="reference"><listOfParameters>{listed}</listOfParameters>'
        f"<listOfRules>{rules}</listOfRules>{listed_events}</model></sbml>"
    )


class Peer:
    """One loaded model, and the two ways of giving it doses.

    Parameters
    ----------
    dose_times : h
        The first at zero.
    times : h
        Output times, evenly spaced from zero; doses fall on them.
    """

    def __init__(self, dose_times: Sequence[float], times: Floats) -> None:
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
        self.version: str = roadrunner.__version__
        self._dose_times, self._times = [float(t) for t in dose_times], times
        self._with_events = self._load(roadrunner, sbml(self._dose_times[1:]))
        self._plain = self._load(roadrunner, sbml())

    def _load(self, roadrunner: Any, text: str) -> tuple[Any, list[int], list[int]]:
        model = roadrunner.RoadRunner(text)
        model.setIntegrator("cvode")
        model.integrator.setValue("relative_tolerance", RTOL)
        model.integrator.setValue("absolute_tolerance", ATOL)
        model.timeCourseSelections = list(STATES)
        names = model.model.getGlobalParameterIds()
        doses = [
            names.index(f"dose{i}") for i in range(len(self._dose_times) - 1) if "dose0" in names
        ]
        return model, [names.index(name) for name in (*PARAMETERS, "A0")], doses

    def by_events(self, values: Floats, doses: Floats) -> Floats:
        """Solve one patient with doses as events; shape (time, state).

        At a dose the row shows the state before it, so only speed is taken from here.
        """
        model, places, dose_places = self._with_events
        model.reset()
        model.model.setGlobalParameterValues(places, [*values, doses[0]])
        if dose_places:
            model.model.setGlobalParameterValues(dose_places, doses[1:])
        return np.asarray(model.simulate(0.0, float(self._times[-1]), len(self._times)))

    def by_intervals(self, values: Floats, doses: Floats) -> Floats:
        """Solve one patient from dose to dose; shape (time, state), rows after doses."""
        model, places, _ = self._plain
        model.reset()
        model.model.setGlobalParameterValues(places, [*values, 0.0])
        # A missed dose is no event: nothing restarts there.
        given = [(t, d) for t, d in zip(self._dose_times, doses, strict=True) if d or t == 0.0]
        edges = [*(t for t, _ in given), float(self._times[-1])]
        pieces = []
        for (start, stop), (_, dose) in zip(itertools.pairwise(edges), given, strict=True):
            if dose:
                depot = model.model.getGlobalParameterValues([places[-1]])[0]
                model.model.setGlobalParameterValues([places[-1]], [depot + dose])
            inside = int(((self._times >= start) & (self._times < stop)).sum())
            rows = np.asarray(model.simulate(start, stop, inside + 1))
            pieces.append(rows[:-1].copy())
        return np.concatenate([*pieces, rows[-1:]])


def patients_of(parameters: Mapping[str, Floats]) -> Floats:
    """Return the parameters in the peer's order, shape (patient, parameter)."""
    return np.stack([parameters[name] for name in PARAMETERS], axis=1)
