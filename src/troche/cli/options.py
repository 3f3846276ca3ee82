"""A faulty command line in our words: what stands there, and what may."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["fault_of"]

_NUMBERS: Final = (("int", "a whole number"), ("float", "a number"), ("bool", "true or false"))


def fault_of(error: Any) -> tuple[dict[str, str], str]:
    """Return what Typer found wrong as the ``--json`` contract has it, and as one line.

    Parameters
    ----------
    error
        A usage error of Typer; known by its attributes alone, since Typer carries its
        own copy of click from some version on.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "troche"
    listed = f"what '{command} --help' lists"
    told = _value(error)
    if told is not None:
        where, found, allowed = f"{command}, {_name(error)}", *told
        fault = {"code": "bad-option", "where": where, "found": found, "allowed": allowed}
        return {**fault, "meant": ""}, f"{where}: found {found!r}; allowed: {allowed}."
    message = error.format_message().replace("\n", " ")
    if "unexpected extra argument" in message:
        message += ". A value of several words, such as a regimen, stands in quotes."
    meant = " ".join(getattr(error, "possibilities", None) or [])
    fault = {"code": "bad-option", "where": command, "found": message, "allowed": listed}
    return {**fault, "meant": meant}, f"{command}: {message} See '{command} --help'."


def _value(error: Any) -> tuple[str, str] | None:
    """Return the value that an option was given and what it takes, if that is the fault."""
    errors = getattr(error.__cause__, "errors", None)
    if not callable(errors):
        return None
    fault = errors()[0]
    kind, limits = str(fault["type"]), fault.get("ctx", {})
    for begin, allowed in _NUMBERS:
        if kind.startswith(begin):
            return str(fault["input"]), allowed
    for key, words in (("ge", "{} or more"), ("gt", "above {}"), ("le", "at most {}")):
        if key in limits:
            return str(fault["input"]), f"a number, {words.format(limits[key])}"
    return str(fault["input"]), f"a value of the option's kind ({kind.replace('_', ' ')})"


def _name(error: Any) -> str:
    parameter = getattr(error, "param", None)
    names = [name for name in getattr(parameter, "opts", ()) if name.startswith("-")]
    return names[0] if names else str(getattr(parameter, "name", "argument"))
