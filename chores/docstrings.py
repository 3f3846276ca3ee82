"""A NumPy-style docstring as Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["described", "signature_of"]

_LISTS = ("Parameters", "Attributes", "Returns", "Yields", "Raises")


def signature_of(thing: Callable[..., Any], name: str) -> str:
    """Return `name` with its parameters, one a line where they do not fit on one."""
    parameters = []
    signature = inspect.signature(thing)
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parameters:
            parameters.append("*")
        parameters.append(_parameter(parameter))
    result = signature.return_annotation
    arrow = "" if result is signature.empty or inspect.isclass(thing) else f" -> {_type(result)}"
    line = f"{name}({', '.join(parameters)}){arrow}"
    if len(line) <= 88:
        return line
    return f"{name}(\n" + "".join(f"    {p},\n" for p in parameters) + f"){arrow}"


def _parameter(parameter: inspect.Parameter) -> str:
    many = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}
    stars = [mark for kind, mark in many.items() if parameter.kind is kind]
    text = "".join(stars) + parameter.name
    # What a data model resolved its annotations to is longer than what it says in words.
    if isinstance(parameter.annotation, str):
        text += f": {parameter.annotation}"
    if parameter.default is not parameter.empty:
        plain = isinstance(parameter.default, str | int | float | tuple | type(None))
        text += f" = {parameter.default!r}" if plain else " = ..."
    return text


def _type(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else str(annotation)


def described(thing: Any) -> str:
    """Return the docstring of `thing` as Markdown."""
    return "\n\n".join(_sections(inspect.getdoc(thing) or "")).strip()


def _sections(text: str) -> Iterator[str]:
    pieces = re.split(r"^(\S.*)\n-{3,}\n", text, flags=re.MULTILINE)
    yield _prose(pieces[0])
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if title in _LISTS:
            yield f"**{title}**\n\n{_entries(body)}"
        else:
            yield f"**{title}**\n\n{_prose(body)}"


def _entries(body: str) -> str:
    """Return ``name : unit`` lines with what is indented below them as a list."""
    lines = []
    for line in body.rstrip().splitlines():
        if line and not line[0].isspace():
            name, colon, unit = line.partition(" : ")
            lines.append(f"- `{name}`{f' ({unit})' if colon else ''}")
        elif line.strip():
            lines.append(f"    {_inline(line.strip())}")
    return "\n".join(lines)


def _prose(body: str) -> str:
    """Return paragraphs as they are, and runs of examples as blocks of code."""
    found: list[str] = []
    for block in re.split(r"\n\s*\n", body.strip("\n")):
        lines = (
            inspect.cleandoc(block).splitlines() if block.startswith(" ") else block.splitlines()
        )
        first = next((i for i, line in enumerate(lines) if line.startswith(">>>")), len(lines))
        if lines[:first]:
            found.append(_inline("\n".join(lines[:first])))
        if lines[first:]:
            found.append("```pycon\n" + "\n".join(lines[first:]) + "\n```")
    return "\n\n".join(found)


def _inline(text: str) -> str:
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    return re.sub(r"^\.\. \[(\d+)\] ", r"\1. ", text, flags=re.MULTILINE)
