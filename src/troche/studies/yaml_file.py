"""Reading a file that a person wrote: YAML without its traps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar, Final

from troche.errors import BadInput, StudyError

__all__ = ["DEEPEST", "LARGEST", "read_yaml", "yaml_of"]

LARGEST: Final = 200_000
"""Bytes; such a file reads like a sentence."""

DEEPEST: Final = 8

_PLAIN: Final = (
    ("bool", r"^(?:true|True|false|False)$", "tTfF"),
    ("null", r"^(?:~|null|Null|)$", ("~", "n", "N", "")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("float", r"^[-+]?\.(?:inf|nan)$", "-+."),
)
"""What a plain scalar may be besides text: the JSON-like core of YAML 1.2."""


def read_yaml(path: str | Path, keys: str, wrong: type[BadInput] = StudyError) -> Any:
    """Return what a YAML file holds, as plain values.

    Parameters
    ----------
    path
        The file.
    keys
        What it should hold, for the message about an empty one.
    wrong
        The error to raise.

    Raises
    ------
    troche.errors.BadInput
        Of the kind `wrong`: if the file cannot be read, is not UTF-8 or not YAML, repeats a
        key, uses anchors, aliases or tags, or is deeper or larger than such a file can be.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "one.yaml"
    >>> _ = file.write_text('''
    ... answer: no
    ... hours: 1:30
    ... ''')
    >>> read_yaml(file, "keys: answer, hours")
    {'answer': 'no', 'hours': '1:30'}
    """
    file = Path(path)
    try:
        # One byte more than is allowed tells a file that is too large.
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        size = file.stat().st_size if len(data) > LARGEST else len(data)
    except OSError as error:
        raise wrong(str(file), error.strerror or "no file", "a readable file") from None
    return _content(data, size, file.name, keys, wrong)


def yaml_of(data: bytes, name: str, keys: str, wrong: type[BadInput] = StudyError) -> Any:
    """Return what the bytes of a YAML file hold, as plain values.

    Parameters
    ----------
    data
        The bytes.
    name
        What messages call the file.
    keys, wrong
        As in `read_yaml`.

    Raises
    ------
    troche.errors.BadInput
        As from `read_yaml`.

    Examples
    --------
    >>> yaml_of(b"weeks: 8", "study", "keys: weeks")
    {'weeks': 8}
    """
    return _content(data, len(data), name, keys, wrong)


def _content(data: bytes, size: int, name: str, keys: str, wrong: type[BadInput]) -> Any:
    if size > LARGEST:
        raise wrong(name, f"{size:,} bytes", f"at most {LARGEST:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = f"byte 0x{data[error.start]:02x} at line {line}"
        raise wrong(name, found, "text in UTF-8") from None
    if not text.strip():
        raise wrong(name, "an empty file", keys)
    return _yaml(text, name, wrong)


def _yaml(text: str, name: str, wrong: type[BadInput]) -> Any:
    import yaml

    try:
        events = list(_checked_events(yaml, text, name, wrong))
        del events
        return yaml.load(text, Loader=_loader(yaml, name, wrong))
    except ValueError as error:  # such as an integer of more digits than Python reads
        found = "a number of too many digits" if "digits" in str(error) else "an unreadable value"
        raise wrong(name, found, "plain values") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        found = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise wrong(where, found, "YAML: a key, a colon, a space and a value") from None


def _checked_events(yaml: Any, text: str, name: str, wrong: type[BadInput]) -> Any:
    """Go through the file's events, before any value is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = f"{name}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise wrong(line, "an anchor or alias (& or *)", "plain values")
        if getattr(event, "tag", None) is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise wrong(line, f"the tag {tag}", "plain values")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise wrong(line, f"{depth} levels", f"at most {DEEPEST} levels")
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _loader(yaml: Any, name: str, wrong: type[BadInput]) -> Any:
    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Safe, and a repeated key is an error."""

        # YAML 1.1 reads 1:30 as ninety, 010 as eight, and no as false.
        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            line = f"{name}, line {key_node.start_mark.line + 1}"
            if not isinstance(key, str):
                raise wrong(line, f"the key {key!r}", "keys in words")
            if key in found:
                raise wrong(line, f"{key!r} a second time", "each key once")
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    for tag, pattern, first in _PLAIN:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    return Loader
