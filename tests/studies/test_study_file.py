"""Study files: what is right is read, what is wrong is one message with its place."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from troche.errors import BadInput, RegimenError, StudyError
from troche.studies.specification import StudySpec, checked
from troche.studies.study_file import read_study
from troche.studies.yaml_file import LARGEST

GOOD = """\
study: Daily microdoses against infusions
patients: {number: 1000, seed: 7, age: 18-65,
           population: adults with treatment-resistant depression}
weeks: 8                     # the horizon; a shorter regimen is followed off drug
regimens:
  placebo: placebo sublingual, daily for 8 weeks
  microdose: 15 mg ketamine sublingual tablet, daily for 8 weeks
  infusion: 0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks, then weekly for 4 weeks
  spray: 56 mg esketamine nasal, twice weekly for 4 weeks, then weekly for 4 weeks
"""


def read(text: str | bytes, folder: Path) -> StudySpec:
    file = folder / "study.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_study(file)


def test_the_designs_own_example(tmp_path: Path) -> None:
    spec = read(GOOD, tmp_path)
    assert spec.patients.age == (18.0, 65.0)
    assert (spec.weeks, spec.patients.seed, spec.patients.number) == (8, 7, 1000)
    assert list(spec.regimens) == ["placebo", "microdose", "infusion", "spray"]
    assert spec.patients.adherence == "as drawn"
    assert len(spec.parsed["spray"].phases) == 2


@pytest.mark.parametrize("wrap", ["\ufeff{}", "---\n{}", "{}\n...\n", "# a comment\n\n{}"])
def test_marks_of_editors_are_no_matter(wrap: str, tmp_path: Path) -> None:
    assert read(wrap.replace("{}", GOOD), tmp_path) == read(GOOD, tmp_path)


def test_line_ends_of_other_systems_are_no_matter(tmp_path: Path) -> None:
    assert read(GOOD.replace("\n", "\r\n"), tmp_path) == read(GOOD, tmp_path)


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


WRONG = {
    # Name: the text, and what the message says.
    "empty": ("", "an empty file"),
    "blank": ("\n  \n", "an empty file"),
    "comment alone": ("# nothing\n", "found 'nothing'.*keys"),
    "a list": ("- a\n- b\n", "list"),
    "a word": ("study\n", "text"),
    "a number": ("7\n", "a number"),
    "unknown key": (swap("weeks:", "week:"), "week.*Did you mean 'weeks'"),
    "unknown patient key": (swap("seed:", "seeds:"), "patients.*Did you mean 'seed'"),
    "no study": (swap("study:", "# study:"), "study"),
    "no weeks": (swap("weeks:", "# weeks:"), "weeks"),
    "no regimens": (GOOD.split("regimens:")[0], "regimens"),
    "empty regimens": (GOOD.split("regimens:")[0] + "regimens: {}\n", "'no entries'.*1 to 24"),
    "null regimens": (GOOD.split("regimens:")[0] + "regimens:\n", "regimens"),
    "list of regimens": (GOOD.split("regimens:")[0] + "regimens: [a, b]\n", "regimens"),
    "key twice": (GOOD + "weeks: 9\n", "line 10.*second time"),
    "regimen twice": (GOOD + "  spray: 28 mg esketamine nasal\n", "second time"),
    "number of words": (swap("number: 1000", "number: many"), "patients.number"),
    "number of fractions": (swap("number: 1000", "number: 10.5"), "patients.number"),
    "number in quotes": (swap("number: 1000", "number: '1000'"), "patients.number"),
    "number true": (swap("number: 1000", "number: true"), "patients.number"),
    "nobody": (swap("number: 1000", "number: 0"), "patients.number"),
    "everybody": (swap("number: 1000", "number: 2000001"), "patients.number.*2,000,000"),
    "negative seed": (swap("seed: 7", "seed: -7"), "patients.seed"),
    "huge seed": (swap("seed: 7", "seed: 9223372036854775808"), "patients.seed"),
    "absurd seed": (swap("seed: 7", "seed: " + "9" * 5000), "digits|patients.seed"),
    "octal seed": (swap("seed: 7", "seed: 010"), "patients.seed"),
    "weeks of nothing": (swap("weeks: 8", "weeks: 0"), "weeks"),
    "negative weeks": (swap("weeks: 8", "weeks: -8"), "weeks"),
    "nan weeks": (swap("weeks: 8", "weeks: .nan"), "weeks"),
    "inf weeks": (swap("weeks: 8", "weeks: .inf"), "weeks: found inf"),
    "a second of weeks": (swap("weeks: 8", "weeks: 0.000001"), "weeks"),
    "long weeks": (swap("weeks: 8", "weeks: 521"), "weeks.*520"),
    "weeks in words": (swap("weeks: 8", "weeks: eight"), "weeks.*number of weeks.*1 hour.*520"),
    "weeks with unit": (swap("weeks: 8", "weeks: 8 weeks"), "weeks.*number of weeks"),
    "weeks in base 60": (swap("weeks: 8", "weeks: 1:30"), "weeks.*number of weeks"),
    "weeks true": (swap("weeks: 8", "weeks: true"), "weeks.*number of weeks"),
    "null weeks": (swap("weeks: 8", "weeks: ~"), "weeks"),
    "list of weeks": (swap("weeks: 8", "weeks: [8]"), "weeks"),
    "age of children": (swap("18-65", "8-65"), "age.*adults"),
    "age backwards": (swap("18-65", "65-18"), "age.*lowest first"),
    "age alone": (swap("18-65", "18"), "age"),
    "age words": (swap("18-65", "old"), "age"),
    "age nan": (swap("18-65", "18-.nan"), "age"),
    "population": (swap("adults with treatment-resistant", "adolescents with"), "population"),
    "adherence": (swap("seed: 7", "adherence: perfect"), "adherence.*full"),
    "level": (GOOD + "level: -1\n", "level"),
    "level nan": (GOOD + "level: .nan\n", "level"),
    "model": (GOOD + "model: simons\n", "model.*simons-2022"),
    "knowledge": (GOOD + "knowledge: none\n", "knowledge.*typical"),
    "study of nothing": (swap("Daily microdoses against infusions", "''"), "study"),
    "study of numbers": (swap("Daily microdoses against infusions", "7"), "study"),
    "numbered regimen": (GOOD + "  5: 28 mg esketamine nasal\n", "line 10.*5"),
    "nameless regimen": (GOOD + "  ' ': 28 mg esketamine nasal\n", "names of 1 to 60 printable"),
    "long name": (GOOD + f"  {'x' * 61}: 28 mg esketamine nasal\n", "names of 1 to 60 printable"),
    "name of two lines": (GOOD + '  "a\\nb": 28 mg esketamine nasal\n', "printable"),
    "name that runs backwards": (GOOD + "  \u202eb: 28 mg esketamine nasal\n", "u202e.*printable"),
    "comma in braces": (
        GOOD.split("regimens:")[0] + "regimens: {a: 5 mg ketamine oral, daily}\n",
        "regimens.daily.*quotes",
    ),
    "null regimen": (GOOD + "  x:\n", "regimens.x"),
    "number regimen": (GOOD + "  x: 5\n", "regimens.x"),
    "25 regimens": (
        GOOD + "".join(f"  r{i}: 28 mg esketamine nasal\n" for i in range(21)),
        "regimens.*24",
    ),
    "misspelt drug": (swap("15 mg ketamine", "15 mg ketamin"), "microdose.*word 3.*'ketamine'"),
    "no unit": (swap("15 mg", "15"), "microdose"),
    "absurd dose": (swap("15 mg", "15000 mg"), "microdose.*2,?000"),
    "decimal comma": (swap("0.5 mg/kg", "0,5 mg/kg"), "infusion.*0.5"),
    "tab": (GOOD.replace("  placebo:", "\tplacebo:"), "line 6"),
    "unclosed": (GOOD + "x: [1\n", "line"),
    "colon": (swap("study: Daily", "study: a: Daily"), "line 1"),
    "anchor": (swap("study: Daily", "study: &a Daily"), "anchor"),
    "alias": (GOOD + "level: *a\n", "alias"),
    "merge": (GOOD + "<<: {level: 5}\n", "<<"),
    "python": (swap("study: Daily", "study: !!python/object/apply:os.system [ls] #"), "line 1"),
    "set": (GOOD + "level: !!set {a}\n", "line 10.*tag !!set"),
    "binary": (swap("Daily microdoses against infusions", "!!binary aGk="), "line 1.*tag !!binary"),
    "text by a tag": (swap("study: Daily", "study: !!str Daily"), "tag !!str"),
    "a tag of one's own": (swap("study: Daily", "study: !mine Daily"), "tag !mine"),
    "no tag at all": (swap("study: Daily", "study: ! Daily"), "tag !"),
    "names that differ in a space": (
        GOOD + "  'spray ': 28 mg esketamine nasal\n", "'spray' and 'spray '.*case and spaces",
    ),
    "names that differ in case": (GOOD + "  Spray: 28 mg esketamine nasal\n", "case and spaces"),
    "two documents": (GOOD + "---\n" + GOOD, "line"),
    "deep": (GOOD + "level: " + "[" * 50 + "]" * 50 + "\n", "levels"),
    "very deep": (GOOD + "level: " + "[" * 20000, "levels"),
    "deep keys": (GOOD + "level: {a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}}\n", "levels"),
    "nul": (GOOD + "level: \x00\n", "special characters|not allowed"),
    "bell": (swap("Daily", "Dai\x07ly"), "special characters|not allowed"),
    "null file": (swap("seed: 7", "file: 5"), "patients.file"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_one_message(name: str, tmp_path: Path) -> None:
    text, said = WRONG[name]
    with pytest.raises(BadInput) as caught:
        read(text, tmp_path)
    message = str(caught.value)
    assert caught.value.exit_code == 2
    assert "study.yaml" in message
    assert re.search(said, message), message
    assert "\n" not in message
    assert len(message) < 900
    assert caught.value.allowed
    for foreign in ("Input should", "valid", "greater than", "less than", "NoneType", "validation"):
        assert foreign not in message.partition("allowed:")[2]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
HOSTILE = {
    "bomb": BOMB.encode(),
    "quadratic": b"study: " + b"&a " * 3,
    "ten megabytes": b"x: y\n" * 2_000_000,
    "just below the limit": b"study: x\nx: y\n" + b"# " + b"c" * (LARGEST - 100),
    "many keys": b"".join(b"k%d: 1\n" % i for i in range(LARGEST // 11)),
    "long line": b"study: " + b"y" * (LARGEST - 100),
    "long regimen": b"study: s\nweeks: 1\nregimens: {a: " + b"10 mg + " * 20_000 + b"}\n",
    "many parts": b"study: s\nweeks: 1\nregimens: {a: " + b"10 mg ketamine iv + " * 4_900 + b"}\n",
    "latin-1": "study: Dépression\n".encode("latin-1"),
    "utf-16": GOOD.encode("utf-16"),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "zeros": b"\x00" * 5000,
    "brackets": b"[" * 150_000,
    "braces": b"{" * 150_000,
    "dashes": b"- " * 90_000,
    "question marks": b"? " * 90_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_message_soon(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    with pytest.raises(BadInput) as caught:
        read(HOSTILE[name], tmp_path)
    assert time.process_time() - began < 5.0
    assert "study.yaml" in str(caught.value)
    assert len(str(caught.value)) < 900


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(StudyError) as caught:
            read_study(path)
        assert str(path.name) in str(caught.value)


def test_plain_scalars_are_what_they_look_like(tmp_path: Path) -> None:
    """YAML 1.1 would read these as true, a date, and eighty minutes."""
    text = swap("study: Daily microdoses against infusions", "study: yes")
    assert read(text, tmp_path).study == "yes"
    assert read(swap("study: Daily microdoses against infusions", "study: 2026-01-01"),
                tmp_path).study == "2026-01-01"  # fmt: skip
    assert read(swap("weeks: 8", "weeks: 8.0"), tmp_path).weeks == 8.0
    assert read(swap("weeks: 8", "weeks: 1e1"), tmp_path).weeks == 10.0
    no = read(GOOD + "  no: 28 mg esketamine nasal\n", tmp_path)
    assert "no" in no.regimens


def test_a_regimen_error_names_the_regimen_and_the_word(tmp_path: Path) -> None:
    with pytest.raises(RegimenError) as caught:
        read(swap("56 mg esketamine nasal", "56 mg esketamine nosal"), tmp_path)
    assert caught.value.where.startswith("study.yaml, regimens, spray")
    assert caught.value.meant == "nasal"


def test_a_patient_file_lies_beside_the_study(tmp_path: Path) -> None:
    spec = read(swap("seed: 7", "file: people.csv"), tmp_path)
    assert spec.patients.file == str(tmp_path / "people.csv")
    other = read(swap("seed: 7", f"file: {tmp_path}/else.csv"), tmp_path)
    assert other.patients.file == f"{tmp_path}/else.csv"


@pytest.mark.parametrize("age", [(18, 65), (18.0, 65.0), "18-65"])
def test_ages_from_python(age: object) -> None:
    raw = {"study": "s", "weeks": 1, "regimens": {"a": "28 mg esketamine nasal"}}
    assert checked(raw | {"patients": {"age": age}}, "here").patients.age == (18.0, 65.0)


@pytest.mark.parametrize("age", [(65, 18), (5, 65), (18, 200), (18,), (18, 20, 30), ("a", "b")])
def test_wrong_ages_from_python(age: object) -> None:
    raw = {"study": "s", "weeks": 1, "regimens": {"a": "28 mg esketamine nasal"}}
    with pytest.raises(StudyError, match="age"):
        checked(raw | {"patients": {"age": age}}, "here")


def test_a_specification_is_read_back_from_its_own_dump() -> None:
    raw = {"study": "s", "weeks": 1, "regimens": {"a": "28 mg esketamine nasal"}}
    spec = checked(raw | {"patients": {"age": "20-30"}}, "here")
    assert checked(spec.model_dump(), "again") == spec
