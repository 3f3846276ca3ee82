"""From bytes to raw cells; the only place where a whole file is refused.

A file is refused when it is no CSV, lacks a required column, or has no row; one in
another encoding than UTF-8 is read, and remarked. What is wrong with a single row is the
business of `collection`.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from troche.errors import EvidenceError, nearest
from troche.evidence.codebook import codebook

__all__ = ["LARGEST", "RawRow", "RawTable", "parse_table", "read_table"]

LARGEST: Final = 50 * 1024 * 1024
"""Bytes above which a file is refused; the built-in tables are 0.5 MB together."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row as written, and what is wrong with its shape."""

    number: int
    cells: dict[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file's rows, the columns that the codebook does not know, and what was odd."""

    rows: tuple[RawRow, ...]
    unknown: tuple[str, ...]
    remark: str = ""


def read_table(table: str, path: Path) -> RawTable:
    """Read the file at `path` as `table`.

    Raises
    ------
    troche.errors.EvidenceError
        If the file is above `LARGEST` or unreadable, and as `parse_table` does.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise EvidenceError(
                str(path), f"a file of {size / 2**20:.0f} MB", f"at most {LARGEST // 2**20} MB"
            )
        return parse_table(table, path.read_bytes(), str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise EvidenceError(str(path), reason, "a readable CSV file") from error


def parse_table(table: str, data: bytes, where: str) -> RawTable:
    """Split the bytes of a file into raw cells.

    Parameters
    ----------
    table
        Which table it is; its codebook says which columns are required.
    data
        The bytes.
    where
        The place that messages name.

    Raises
    ------
    troche.errors.EvidenceError
        If the bytes are no CSV, a required column is missing or doubled, or there is no
        data row.
    """
    text, remark = _text(data, where)
    lines = _lines(text, where)
    if not lines:
        raise EvidenceError(where, "an empty file", "a header and at least one row")
    header = [name.strip() for name in lines[0]]
    _check_header(table, header, where)
    rows = tuple(_row(number, header, line) for number, line in enumerate(lines[1:], 1))
    if not rows:
        raise EvidenceError(where, "a header and no row", "at least one row under the header")
    known = codebook(table).columns
    return RawTable(rows, tuple(name for name in header if name not in known), remark)


def _text(data: bytes, where: str) -> tuple[str, str]:
    """Return the text, and what there is to say of its encoding."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            return data.decode("utf-16"), "is UTF-16, not UTF-8; read as such"
        except UnicodeDecodeError:
            pass  # binary data that happens to begin so: the NUL bytes below
    if b"\0" in data:
        offset = data.index(b"\0")
        raise EvidenceError(
            f"{where}, byte {offset + 1}", "a NUL byte", "a CSV file in UTF-8; this is binary data"
        )
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        odd = f"byte 0x{data[error.start]:02x} in line {line} is not UTF-8"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    advice = "a spreadsheet offers 'CSV UTF-8'"
    return text, f"{odd}; read as Windows-1252, so look at letters with accents ({advice})"


def _lines(text: str, where: str) -> list[list[str]]:
    """Return the lines; an empty one carries no data and gets no number."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [line for line in reader if line]
    except csv.Error as error:
        raise EvidenceError(
            f"{where}, line {reader.line_num}", str(error), "comma-separated values"
        ) from error


def _check_header(table: str, header: list[str], where: str) -> None:
    doubled = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    if doubled:
        raise EvidenceError(
            f"{where}, header", f"column {doubled[0]!r} more than once", "each column once"
        )
    required = codebook(table).required
    missing = [name for name in required if name not in header]
    if not missing:
        return
    others = [name for name in header if name not in codebook(table).columns]
    near = nearest(missing[0], others)
    found = f"no column {missing[0]!r}" + (f", but {near!r}" if near else "")
    if len(missing) > 1:
        found += f"; also missing: {', '.join(missing[1:])}"
    semicolons = len(header) == 1 and ";" in header[0]
    allowed = f"the columns {', '.join(required)}"
    if semicolons:
        allowed = f"commas between the cells, not semicolons, and {allowed}"
    raise EvidenceError(f"{where}, header", found, allowed, meant=missing[0] if near else "")


def _row(number: int, header: list[str], line: list[str]) -> RawRow:
    fault = ""
    if len(line) != len(header):
        fault = f"{len(line)} cells under {len(header)} columns"
    padded = line + [""] * (len(header) - len(line))
    cells = dict(zip(header, padded, strict=False))
    if len(line) > len(header):
        cells[""] = ",".join(line[len(header) :])
    return RawRow(number, cells, fault)
