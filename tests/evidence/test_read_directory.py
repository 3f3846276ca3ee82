"""A folder in the interchange format: what refuses a file, and what only marks a row."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troche.errors import EvidenceError
from troche.evidence import builtin, codebook, load, read_directory, tables
from troche.evidence.collection import collect
from troche.evidence.files import LARGEST, RawRow, RawTable, parse_table

SHIPPED = Path(str(files("troche.evidence"))) / "tables"


def shipped(table: str) -> list[dict[str, str]]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, table: str, rows: list[dict[str, str]]) -> Path:
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def refusal(folder: Path) -> EvidenceError:
    with pytest.raises(EvidenceError) as caught:
        read_directory(folder)
    assert caught.value.exit_code == 2
    return caught.value


@pytest.mark.parametrize("table", tables())
def test_a_copy_of_a_table_reads_as_the_table(tmp_path, table):
    (tmp_path / f"{table}.csv").write_bytes((SHIPPED / f"{table}.csv").read_bytes())
    evidence = read_directory(tmp_path)
    assert evidence.warnings == ()
    assert load(table, evidence) == load(table)
    assert [name for name in tables() if load(name, evidence)] == [table]


# What refuses the whole file.


@pytest.mark.parametrize(
    ("data", "found", "allowed"),
    [
        (b"", "empty file", "header"),
        (b"\n\n", "empty file", "header"),
        ("drug;dosé\n1;2\n".encode("latin-1"), "no column", "semicolons"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "NUL", "binary"),
        (b"trial_id,arm_id\nA\0B,c\n", "NUL", "binary"),
        (b"\xff\xfet\x00r\x00", "no column", "trial_id"),
        (b'trial_id,"arm_id\nA,c\n', "unexpected end of data", "comma-separated"),
        (b"just some prose\nand more\n", "no column 'trial_id'", "trial_id"),
        (b"trial_id;arm_id;scale\nA;b;c\n", "no column 'trial_id'", "semicolons"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, data, found, allowed):
    (tmp_path / "outcomes.csv").write_bytes(data)
    error = refusal(tmp_path)
    assert "outcomes.csv" in error.where
    assert found in str(error.found)
    assert allowed in error.allowed


@pytest.mark.parametrize("table", tables())
def test_each_required_column_is_missed_by_name(tmp_path, table):
    for missing in codebook(table).required:
        rows = [{k: v for k, v in row.items() if k != missing} for row in shipped(table)[:2]]
        write(tmp_path, table, rows)
        assert f"no column {missing!r}" in str(refusal(tmp_path).found)


def test_a_misspelt_column_is_suggested(tmp_path):
    rows = [{k.replace("time_days", "time_day"): v for k, v in shipped("outcomes")[0].items()}]
    write(tmp_path, "outcomes", rows)
    error = refusal(tmp_path)
    assert error.meant == "time_days"
    assert "'time_day'" in str(error.found)


def test_a_header_without_rows_is_refused(tmp_path):
    (tmp_path / "arms.csv").write_text(",".join(shipped("arms")[0]) + "\n", encoding="utf-8")
    assert "no row" in str(refusal(tmp_path).found)


def test_a_doubled_column_is_refused(tmp_path):
    header = [*shipped("arms")[0], "drug"]
    (tmp_path / "arms.csv").write_text(",".join(header) + "\n" + "x," * len(header), "utf-8")
    assert "'drug' more than once" in str(refusal(tmp_path).found)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "arms.csv").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "50 MB" in refusal(tmp_path).allowed


def test_a_folder_without_tables_names_the_nearest(tmp_path):
    (tmp_path / "outcome.csv").write_text("a,b\n1,2\n")
    error = refusal(tmp_path)
    assert error.meant == "outcomes.csv"


def test_no_folder_is_refused(tmp_path):
    assert "nothing" in str(refusal(tmp_path / "absent").found)
    (tmp_path / "file").write_text("x")
    assert "a file" in str(refusal(tmp_path / "file").found)


# What only marks a row.


@pytest.mark.parametrize(
    ("table", "column", "cell", "reason"),
    [
        ("outcomes", "value", "minus five", "value: 'minus five' is not a number"),
        ("outcomes", "value", "-5,3", "decimal point"),
        ("outcomes", "value", "", "value: is empty"),
        ("outcomes", "value", "nan", "not a number"),
        ("outcomes", "time_days", "-1", "below 0"),
        ("outcomes", "unit", "stones", "unit: 'stones' is not in the codebook"),
        ("outcomes", "n_at_time", "-4", "below 0"),
        ("pk_observations", "unit", "ng/ml", "did you mean"),
        ("pk_observations", "weight_kg", "4000", "above 400"),
        ("tolerability", "unit", "furlong", "unit: 'furlong'"),
        ("pk_models", "typical_value", "see paper", "typical_value: 'see paper'"),
        ("outcomes", "arm_id", "k9", "trial 'FAVA2020' has no arm 'k9'"),
        ("outcomes", "trial_id", "FAVA2021", "did you mean 'FAVA2020'?"),
        ("outcomes", "trial_id", "", "trial_id: is empty"),
        ("arms", "trial_id", "NOWHERE", "no trial 'NOWHERE'"),
    ],
)
def test_a_broken_row_is_kept_with_its_reason(tmp_path, table, column, cell, reason):
    sound, broken = shipped(table)[:2]
    if table == "outcomes":
        broken = {**sound, "time_days": "2"}
    write(tmp_path, table, [{**broken, column: cell}, sound])
    evidence = read_directory(tmp_path)
    first, second = load(table, evidence)
    assert first.cells[column] == cell
    assert reason in first.why_not
    assert second.why_not is None
    assert [line for line in evidence.warnings if f"{table}.csv, row 1: " in line]
    assert not [line for line in evidence.warnings if "row 2" in line]


def test_free_text_cells_are_read_and_remarked_not_broken(tmp_path):
    row = {**shipped("pk_observations")[0], "n": "12 (completers)", "weight_kg": "55-84"}
    write(tmp_path, "pk_observations", [row])
    evidence = read_directory(tmp_path)
    (read,) = load("pk_observations", evidence)
    assert read.why_not is None
    assert read.number("n") == 12
    assert (read.weight_kg.low, read.weight_kg.high) == (55, 84)
    assert "completers" in evidence.warnings[0]


@pytest.mark.parametrize("line", ["A,b\n", "x," * 40 + "y\n"])
def test_a_row_of_another_length_is_kept(tmp_path, line):
    header = ",".join(shipped("outcomes")[0])
    (tmp_path / "outcomes.csv").write_text(f"{header}\n{line}", encoding="utf-8")
    (row,) = load("outcomes", read_directory(tmp_path))
    assert "cells under 16 columns" in row.why_not
    assert sum(cell.count("x") for cell in row.cells.values()) == line.count("x")


def test_an_unknown_column_is_kept_and_said(tmp_path):
    write(tmp_path, "guidance", [{**shipped("guidance")[0], "verifed": "page"}])
    evidence = read_directory(tmp_path)
    assert load("guidance", evidence)[0].cells["verifed"] == "page"
    assert "did you mean 'verified'?" in evidence.warnings[0]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path):
    text = (SHIPPED / "guidance.csv").read_text(encoding="utf-8").replace("\n", "\r\n\r\n", 1)
    (tmp_path / "guidance.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    evidence = read_directory(tmp_path)
    assert evidence.warnings == ()
    assert [row.row for row in load("guidance", evidence)] == list(range(1, 29))


# Where joins look.


def test_joins_look_in_the_folder_first_then_in_the_builtin_tables(tmp_path):
    outcome = shipped("outcomes")[0]
    write(tmp_path, "outcomes", [outcome])
    evidence = read_directory(tmp_path)
    (row,) = load("outcomes", evidence)
    assert evidence.arm_of(row).number("dose_value") == 0.1
    assert evidence.arm_of(row) is builtin().arm_of(load("outcomes")[0])

    write(tmp_path, "arms", [{**shipped("arms")[0], "dose_value": "0.15"}])
    evidence = read_directory(tmp_path)
    assert evidence.arm_of(*load("outcomes", evidence)).number("dose_value") == 0.15


def test_an_arm_given_twice_joins_nothing(tmp_path):
    write(tmp_path, "outcomes", [shipped("outcomes")[0]])
    write(tmp_path, "arms", [shipped("arms")[0]] * 2)
    (row,) = load("outcomes", read_directory(tmp_path))
    assert "stands in 2 rows" in row.why_not


def test_a_new_study_joins_its_own_rows(tmp_path):
    write(tmp_path, "trials", [{**shipped("trials")[0], "trial_id": "NEW"}])
    write(tmp_path, "arms", [{**shipped("arms")[0], "trial_id": "NEW"}])
    write(tmp_path, "outcomes", [{**shipped("outcomes")[0], "trial_id": "NEW"}])
    evidence = read_directory(tmp_path)
    assert evidence.warnings == ()
    (row,) = load("outcomes", evidence)
    assert evidence.trial_of(row).row == evidence.arm_of(row).row == 1


# Whatever the bytes.


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_taught_refusal(data):
    header = ",".join(shipped("guidance")[0]).encode()
    for content in (data, header + b"\n" + data):
        refused = None
        try:
            table = parse_table("guidance", content, "guidance.csv")
        except EvidenceError as error:
            refused = error
        if refused:
            assert refused.where.startswith("guidance.csv")
            assert refused.allowed
        else:
            rows = collect("folder", {"guidance": ("guidance.csv", table)}, builtin()).tables
            assert len(rows["guidance"]) == len(table.rows) > 0


@given(st.dictionaries(st.sampled_from(list(shipped("outcomes")[0])), st.text(max_size=30)))
def test_any_cells_leave_the_row_in_place(cells):
    row = shipped("outcomes")[0] | cells
    raw = RawTable((RawRow(1, row),), ())
    (read,) = collect("folder", {"outcomes": ("outcomes.csv", raw)}, builtin()).tables["outcomes"]
    assert dict(read.cells) == row
    assert read.why_not is None or read.why_not
