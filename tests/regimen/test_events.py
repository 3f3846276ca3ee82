"""Event tables: NONMEM's meaning, refusals that name the row, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regimen_strategies import regimens

from troche.errors import EventsError
from troche.regimen import (
    EventRecord,
    Evid,
    Regimen,
    event_table,
    expand,
    expand_addl,
    parse,
    read_events,
    write_events,
)
from troche.regimen.events import MANNER
from troche.regimen.language.words import ROUTES

HEADINGS = "ID,TIME,AMT,RATE,ADDL,II,SS,EVID,CMT"
NAMES = ["depot", "central", "peripheral"]


def one(*rows: str, **options: object) -> tuple[EventRecord, ...]:
    text = "\n".join([HEADINGS, *rows]) + "\n"
    return read_events(text, NAMES, **options).individuals[0].records  # type: ignore[arg-type]


def given_at(*rows: str) -> list[tuple[float, float]]:
    table = expand_addl(read_events("\n".join([HEADINGS, *rows]) + "\n", NAMES))
    return [(each.time_h, each.amt) for each in table.individuals[0].records if each.is_dose]


def test_the_kinds_of_event() -> None:
    records = one(
        "1,0,.,.,.,.,.,0,2",
        "1,0,100,0,0,0,0,1,1",
        "1,1,0,0,0,0,0,2,0",
        "1,2,0,0,0,0,0,3,0",
        "1,0,100,50,0,0,0,4,central",
    )
    assert [each.evid for each in records] == [0, 1, 2, 3, 4]
    assert [each.is_dose for each in records] == [False, True, False, False, True]
    assert [each.is_reset for each in records] == [False, False, False, True, True]
    assert [each.cmt for each in records] == ["central", "depot", None, None, "central"]
    assert (records[1].duration_h, records[4].duration_h) == (0.0, 2.0)
    assert [each.row for each in records] == [1, 2, 3, 4, 5]


def test_steady_state() -> None:
    bolus, infusion, long, added, constant = one(
        "1,0,100,0,0,12,1,1,1",
        "1,0,100,50,0,12,1,1,2",
        "1,0,100,5,0,12,1,1,2",  # 20 h of infusion every 12 h: legal, they overlap
        "1,0,100,0,3,12,2,1,1",
        "1,0,0,25,0,0,1,1,2",
    )
    assert (bolus.ss, bolus.ii, infusion.duration_h, long.duration_h) == (1, 12.0, 2.0, 20.0)
    assert (added.ss, added.addl) == (2, 3)
    assert constant.is_constant_infusion
    assert not bolus.is_constant_infusion


def test_evid_is_inferred_where_it_is_missing() -> None:
    text = "id\ttime\tamt\tdv\tmdv\tcmt\n1\t0\t10\t.\t1\t2\n1\t1\t.\t3.5\t0\t2\n1\t2\t.\t.\t1\t2\n"
    table = read_events(text, NAMES)
    assert [each.evid for each in table.individuals[0].records] == [1, 0, 2]
    assert table.columns == ("DV", "MDV")
    assert table.individuals[0].records[1].cells == {"DV": "3.5", "MDV": "0"}


@pytest.mark.parametrize("separator", [",", "\t", " ", ";", "   "])
def test_separators(separator: str) -> None:
    text = "ID TIME AMT CMT\n7 1.5 2e1 central\n".replace(" ", separator)
    (record,) = read_events(text, NAMES).individuals[0].records
    assert (record.time_h, record.amt, record.cmt) == (1.5, 20.0, "central")


def test_a_file_and_its_name_in_messages(tmp_path: Path) -> None:
    path = tmp_path / "study.csv"
    path.write_text("\ufeffID,TIME,AMT,CMT,WT\r\n1,0,10,1,70\r\n\r\n2,0,x,1,80\r\n", "utf-8")
    with pytest.raises(EventsError, match=r"^study.csv, row 2, column AMT: found 'x'"):
        read_events(path, NAMES)
    with pytest.raises(EventsError, match=r"none\.csv: found 'No such file or directory'"):
        read_events(tmp_path / "none.csv", NAMES)
    with pytest.raises(EventsError, match="quotes closed"):
        read_events('ID,TIME,AMT,CMT\n1,0,10,"1\n', NAMES)
    (tmp_path / "latin.csv").write_bytes(b"ID,TIME,AMT\n\xff\xfe")
    with pytest.raises(EventsError, match="UTF-8"):
        read_events(str(tmp_path / "latin.csv"), NAMES)


def test_modelled_rates_and_durations_need_a_value() -> None:
    row = "1,0,100,-1,0,0,0,1,2"
    with pytest.raises(EventsError, match=r"row 1, column RATE.*modelled_rate for central"):
        one(row)
    (record,) = one(row, modelled_rate={"central": 20.0})
    assert (record.rate, record.duration_h) == (20.0, 5.0)
    (record,) = one("1,0,100,-2,0,0,0,1,2", modelled_duration={"central": 4.0})
    assert (record.rate, record.duration_h) == (25.0, 4.0)
    (record,) = one("1,0,0,-1,0,0,1,1,2", modelled_rate={"central": 20.0})
    assert record.is_constant_infusion
    with pytest.raises(EventsError, match="modelled_duration for central"):
        one("1,0,100,-2,0,0,0,1,2", modelled_rate={"central": 20.0})
    with pytest.raises(EventsError, match="above zero"):
        one(row, modelled_rate={"central": 0.0})
    with pytest.raises(EventsError, match="Did you mean 'central'"):
        one(row, modelled_rate={"centrl": 1.0})


def test_a_dose_without_a_compartment_needs_a_default() -> None:
    for cmt in (".", "0", ""):
        with pytest.raises(EventsError, match=r"row 1, column CMT: .*1 depot, 2 central"):
            one(f"1,0,100,0,0,0,0,1,{cmt}")
        (record,) = one(f"1,0,100,0,0,0,0,1,{cmt}", default_compartment="depot")
        assert record.cmt == "depot"
        (sample,) = one(f"1,0,.,0,0,0,0,0,{cmt}")
        assert sample.cmt is None


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("1,0,100,0,0,0,0,1,4", "CMT", "1 depot, 2 central, 3 peripheral"),
        ("1,0,100,0,0,0,0,1,-1", "CMT", "switched off"),
        ("1,0,100,0,0,0,0,1,centrl", "CMT", "Did you mean 'central'"),
        ("1,0,0,0,0,0,0,1,1", "AMT", "above zero"),
        ("1,0,.,0,0,0,0,4,1", "AMT", "above zero"),
        ("1,0,0,0,0,0,1,1,1", "AMT", "constant infusion"),
        ("1,0,-5,0,0,0,0,1,1", "AMT", "above zero"),
        ("1,0,100,0,0,0,0,0,1", "AMT", "EVID is 0"),
        ("1,0,0,5,0,0,0,2,1", "RATE", "EVID is 2"),
        ("1,0,0,0,0,0,1,3,1", "SS", "EVID is 3"),
        ("1,0,100,-3,0,0,0,1,1", "RATE", "-1 or -2"),
        ("1,0,100,0,0,0,1,1,1", "II", "no interval with SS"),
        ("1,0,100,50,0,0,2,1,1", "II", "no interval with SS"),
        ("1,0,100,0,3,0,0,1,1", "II", "no interval with ADDL"),
        ("1,0,0,50,0,12,1,1,1", "II", "0 for a constant infusion"),
        ("1,0,0,50,2,0,1,1,1", "ADDL", "0 for a constant infusion"),
        ("1,0,100,0,-1,12,0,1,1", "ADDL", "from 0 to 100,000"),
        ("1,0,100,0,1e9,12,0,1,1", "ADDL", "from 0 to 100,000"),
        ("1,0,100,0,1.5,12,0,1,1", "ADDL", "a whole number"),
        ("1,0,100,0,1,-12,0,1,1", "II", "zero or more"),
        ("1,0,100,0,0,12,3,1,1", "SS", "0, 1, 2"),
        ("1,0,100,0,0,0,0,5,1", "EVID", "0, 1, 2, 3, 4"),
        ("1,0,100,0,0,0,0,1.5,1", "EVID", "0, 1, 2, 3, 4"),
        ("1,-1,100,0,0,0,0,1,1", "TIME", "zero or more"),
        ("1,.,100,0,0,0,0,1,1", "TIME", "a time in hours"),
        ("1,08:30,100,0,0,0,0,1,1", "TIME", "Did you mean '8.5 hours'"),
        ("1,2026-01-02,100,0,0,0,0,1,1", "TIME", "a date"),
        ("1,0,nan,0,0,0,0,1,1", "AMT", "a number"),
        ("1,0,inf,0,0,0,0,1,1", "AMT", "a number"),
        ("1,0,1e999,0,0,0,0,1,1", "AMT", "a number below"),
        ("1,0,0x10,0,0,0,0,1,1", "AMT", "a number"),
        ("1,0,1_0,0,0,0,0,1,1", "AMT", "a number"),
        (".,0,100,0,0,0,0,1,1", "ID", "a number or a name"),
    ],
)
def test_rows_without_a_meaning(row: str, column: str, message: str) -> None:
    with pytest.raises(EventsError) as caught:
        one(row)
    assert caught.value.where == f"events, row 1, column {column}"
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ID,TIME\n1,0\n", "a column AMT"),
        ("ID,TIME,AMNT\n1,0,1\n", "Did you mean 'AMT instead of AMNT'"),
        ("ID,TIME,AMT,DATE\n1,0,1,2\n", "no dates"),
        ("ID,TIME,AMT,amt\n1,0,1,2\n", "AMT more than once"),
        ("ID,TIME,AMT\n", "at least one row"),
        ("ID,TIME,AMT,CMT\n1,0,1\n", "row 1: found '3 cells'; allowed: 4"),
        ("ID,TIME,AMT,CMT\n#1,0,1,1\n", "remove comments"),
        ("ID,TIME,AMT,CMT\n1,0,1,1\n2,0,1,1\n1,5,1,1\n", "found '1 again, last seen in row 1'"),
        ("ID,TIME,AMT,CMT\n1,0,1,1\n2,0,1,1\n1.0,5,1,1\n", "row 3, column ID"),
        ("ID,TIME,AMT,CMT\n1,5,1,1\n1,4,1,1\n", "row 2, column TIME: found '4 after 5 in row 1'"),
        ("ID;TIME;AMT;CMT\n1;0;1,5;1\n", "Did you mean '1.5'"),
    ],
)  # fmt: skip
def test_tables_without_a_meaning(text: str, message: str) -> None:
    with pytest.raises(EventsError) as caught:
        read_events(text, NAMES)
    assert message in str(caught.value)


def test_compartments_must_be_distinct() -> None:
    with pytest.raises(EventsError, match="distinct"):
        read_events("ID,TIME,AMT\n1,0,1\n", ["central", "central"])


def test_what_has_no_effect_is_noted() -> None:
    table = read_events("ID,TIME,AMT,II,CMT,CALL\n1,0,10,24,1,1\n", NAMES)
    assert [note.split(":")[0] for note in table.notes] == [
        *("events, column CALL", "events, row 1, column II")
    ]


def test_additional_doses_come_before_rows_of_the_same_time() -> None:
    text = f"{HEADINGS}\n1,0,10,0,2,12,0,1,1\n1,12,.,.,.,.,.,0,2\n1,12,5,0,0,0,0,1,1\n"
    records = expand_addl(read_events(text, NAMES)).individuals[0].records
    assert [(each.time_h, each.amt) for each in records] == [
        *((0, 10), (12, 10), (12, 0), (12, 5), (24, 10))
    ]
    assert [each.row for each in records] == [1, 1, 2, 3, 1]
    assert all(each.addl == 0 and each.ii == 0 for each in records)


def test_the_example_of_the_nonmem_help() -> None:
    # Help page ADDL: 15 at 10 with two more every 12 h, and 10 at 20, are these four doses.
    assert given_at("1,10,15,0,2,12,0,1,1", "1,20,10,0,0,0,0,1,1") == [
        *((10, 15), (20, 10), (22, 15), (34, 15))
    ]


def test_a_reset_and_a_steady_state_cancel_what_is_pending() -> None:
    rows = ["1,0,10,0,4,12,0,1,1", "1,24,{},1"]
    for event in ("0,0,0,0,0,3", "7,0,0,0,0,4", "7,0,0,12,1,1"):
        text = "\n".join([HEADINGS, rows[0], rows[1].format(event)]) + "\n"
        (person,) = expand_addl(read_events(text, NAMES)).individuals
        assert [each.time_h for each in person.records] == [0, 12, 24]
        assert [each.time_h for each in person.cancelled] == [24, 36, 48]
    added = "\n".join([HEADINGS, rows[0], "1,24,7,0,0,12,2,1,1"]) + "\n"
    (person,) = expand_addl(read_events(added, NAMES)).individuals
    assert person.cancelled == ()
    assert [each.time_h for each in person.records] == [0, 12, 24, 24, 36, 48]


def test_a_clock_that_starts_again_after_a_reset() -> None:
    assert given_at(
        "1,0,10,0,1,12,0,1,1", "1,48,.,.,.,.,.,0,1", "1,0,20,0,1,12,0,4,1", "1,24,.,.,.,.,.,0,1"
    ) == [(0, 10), (12, 10), (0, 20), (12, 20)]


def test_additional_doses_after_a_steady_state_are_ordinary() -> None:
    text = f"{HEADINGS}\n1,0,10,5,2,12,1,1,1\n"
    records = expand_addl(read_events(text, NAMES)).individuals[0].records
    assert [(each.ss, each.ii, each.evid) for each in records] == [
        *((1, 12.0, Evid.DOSE), (0, 0.0, Evid.DOSE), (0, 0.0, Evid.DOSE))
    ]


def test_one_row_per_part_and_device() -> None:
    table = expand(parse("84 mg esketamine nasal, twice weekly for 4 weeks"), 28 * 24)
    events = event_table(table, {"nasal": "nose"}, ["nose"])
    records = events.individuals[0].records
    assert [(each.amt, each.addl, each.ii) for each in records] == [(28.0, 3, 168.0)] * 6
    parts = expand(parse("0.3 mg/kg ketamine iv bolus + 0.6 mg/kg over 2 h"), 24)
    (person,) = event_table(
        parts, {"iv": "central"}, ["depot", "central"], weights={"a": 50}
    ).individuals
    assert [(each.amt, each.rate, each.cmt) for each in person.records] == [
        *((15.0, 0.0, "central"), (30.0, 15.0, "central"))
    ]
    manner = {"DRUG": "ketamine", "HOLD": ".", "SWALLOWED": ".", "DEVICE": "1", "PRODUCT": "."}
    assert person.records[0].cells == {"WT": "50", **manner}
    assert [each.cells["DEVICE"] for each in records] == ["1", "2", "3", "1", "2", "3"]


def test_what_rates_and_compartments_cannot_say_has_columns() -> None:
    timetable = expand(
        parse("30 mg ketamine buccal lozenge held 20 min then spat out + 5 mg esketamine nasal"), 24
    )
    into, names = {"buccal": "mouth", "nasal": "nose"}, ["mouth", "nose"]
    text = write_events(event_table(timetable, into, names))
    assert text.splitlines()[1].endswith("ketamine,0.3333333333333333,0,1,lozenge")
    assert text.splitlines()[2].endswith("esketamine,.,.,1,.")
    numbers = write_events(event_table(timetable, into, names, manner=False))
    assert numbers.splitlines()[0] == HEADINGS


def test_a_drug_and_its_route_go_before_the_route() -> None:
    table = expand(parse("10 mg ketamine nasal + 10 mg esketamine nasal"), 24)
    into = {"nasal": "nose", "esketamine nasal": "other"}
    (person,) = event_table(table, into, ["nose", "other"]).individuals
    assert [each.cmt for each in person.records] == ["nose", "other"]


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    weighed = expand(parse("0.5 mg/kg ketamine iv"), 24)
    with pytest.raises(EventsError, match="a body weight"):
        event_table(weighed, {"iv": "central"}, ["central"])
    with pytest.raises(EventsError, match="no compartment for ketamine iv"):
        event_table(weighed, {"oral": "central"}, ["central"], weights={"1": 70})
    with pytest.raises(EventsError, match="Did you mean 'central'"):
        event_table(weighed, {"iv": "centrl"}, ["central"], weights={"1": 70})
    with pytest.raises(EventsError, match="one weight"):
        event_table(weighed.for_weight(70), {"iv": "c"}, ["c"], weights={"1": 70})
    events = event_table(weighed.for_weight(70), {"iv": "central"}, ["central"])
    with pytest.raises(
        EventsError, match="found 'No such file or directory'; allowed: a file in a folder"
    ):
        write_events(events, tmp_path / "no" / "file.csv")
    write_events(events, tmp_path / "file.csv")
    assert read_events(tmp_path / "file.csv", ["central"]).columns == ("WT", *MANNER)


@given(regimens(), st.floats(10, 1200), st.floats(40, 120), st.booleans())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_way_to_a_table_and_back(
    regimen: Regimen, horizon: float, weight: float, additional: bool
) -> None:
    table = expand(regimen, horizon)
    into = {route: route for route in ROUTES}
    events = event_table(table, into, ROUTES, weights={"1": weight}, additional=additional)
    back = expand_addl(read_events(write_events(events), ROUTES)) if table.administrations else None
    records = [] if back is None else list(back.individuals[0].records)
    wanted = sorted(
        (each.time_h, each.route, each.amount, each.duration_h)
        for each in table.for_weight(weight).administrations
        if each.drug != "placebo"
    )
    found = sorted(
        (each.time_h, str(each.cmt), each.amt, each.duration_h) for each in records if each.is_dose
    )
    # Sorted by time, doses of one time may swap where ADDL changed it by a rounding: sort by all.
    key = lambda dose: (round(dose[0], 6), *dose[1:3])  # noqa: E731
    assert len(found) == len(wanted)
    for mine, theirs in zip(sorted(found, key=key), sorted(wanted, key=key), strict=True):
        assert mine[0] == pytest.approx(theirs[0], abs=1e-9)  # the tolerance of a regular run
        assert mine[1:3] == theirs[1:3]
        assert mine[3] == pytest.approx(theirs[3], rel=1e-15)  # amount / (amount / duration)
    others = [each for each in records if each.evid == Evid.OTHER]
    assert len(others) == sum(each.drug == "placebo" for each in table.administrations)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_a_table_or_is_refused(text: str) -> None:
    for table in (f"ID,TIME,AMT,CMT\n{text}\n", f"ID TIME AMT CMT\n1 0 {text} 1\n", text + "\n\n"):
        try:
            expand_addl(read_events(table, NAMES))
        except EventsError:
            continue
