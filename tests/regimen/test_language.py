"""The law of the language: parse and print are inverse, over the whole grammar."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regimen_strategies import regimens

from troche.regimen import Regimen, parse
from troche.regimen.language.words import ALIASES, VOCABULARY

PAGE = {
    "10 mg ketamine iv over 30 min": "10 mg ketamine base iv over 30 min, once in clinic",
    "0.5 mg/kg ketamine iv over 40 min, twice weekly for 4 weeks, then weekly for 8 weeks": (
        "0.5 mg/kg ketamine base iv over 40 min, 2 times weekly for 4 weeks in clinic, "
        "then weekly for 8 weeks in clinic"
    ),
    "25 mg ketamine sublingual tablet held 10 min, daily for 28 days": (
        "25 mg ketamine base sublingual tablet held 10 min then swallowed, "
        "daily for 28 days at home"
    ),
    "30 mg ketamine lozenge held 15 min then spat out, twice daily for 6 weeks": (
        "30 mg ketamine base buccal lozenge held 15 min then spat out, "
        "2 times daily for 6 weeks at home"
    ),
    "56 mg esketamine nasal, days 1 4 8 11 15 18 22 25": (
        "56 mg esketamine base nasal, days 1 4 8 11 15 18 22 25 in clinic"
    ),
    "0.14 mg/kg esketamine iv over 60 min + 0.28 mg/kg over 60 min + 0.57 mg/kg over 60 min": (
        "0.14 mg/kg esketamine base iv over 60 min + 0.28 mg/kg over 60 min "
        "+ 0.57 mg/kg over 60 min, once in clinic"
    ),
    "0.29 mg/kg ketamine iv bolus + 0.57 mg/kg over 60 min": (
        "0.29 mg/kg ketamine base iv bolus + 0.57 mg/kg over 60 min, once in clinic"
    ),
    "placebo sublingual, daily for 28 days": "placebo sublingual, daily for 28 days at home",
    "30 mg ketamine lozenge twice daily for 2 weeks": (
        "30 mg ketamine base buccal lozenge held 10 min then swallowed, "
        "2 times daily for 2 weeks at home"
    ),
}


def law(regimen: Regimen) -> None:
    assert parse(str(regimen)) == regimen
    assert str(parse(str(regimen))) == str(regimen)


@pytest.mark.parametrize(("said", "printed"), PAGE.items())
def test_the_page(said: str, printed: str) -> None:
    assert str(parse(said)) == printed
    law(parse(said))


@given(regimens())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_law_over_the_whole_grammar(regimen: Regimen) -> None:
    law(regimen)


@given(regimens(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_case_and_spacing_do_not_matter(regimen: Regimen, random: object) -> None:
    line = str(regimen)
    noisy = "".join(
        letter if letter != " " else random.choice([" ", "  ", "\t", "\n", "\u00a0"])  # type: ignore[attr-defined]
        for letter in line
    )
    assert parse(noisy.upper()) == parse(noisy.lower()) == regimen
    assert parse(line.replace(" + ", "+").replace(", ", ",")) == regimen


@pytest.mark.parametrize("table", ["pk_observations", "arms", "tolerability"])
def test_every_regimen_of_the_evidence(table: str) -> None:
    text = files("troche.evidence").joinpath(f"tables/{table}.csv").read_text("utf-8")
    lines = [row["regimen"] for row in csv.DictReader(text.splitlines()) if row["regimen"]]
    assert len(lines) > 50
    for line in lines:
        law(parse(line))


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("0.5mg/kg ketamine i.v. over 40min", "0.5 mg/kg ketamine iv over 40 minutes"),
        ("10 MG Ketamine IV", "10 mg ketamine iv bolus"),
        ("10 mg ketamine im", "10 mg ketamine im bolus"),
        ("25 mg S-ketamine SL", "25 mg esketamine sublingual"),
        ("25 mg (R)-ketamine po", "25 mg arketamine oral"),
        ("28 mg esketamine IN daily in the clinic", "28 mg esketamine nasal daily in clinic"),
        ("25 mg ketamine hydrochloride oral", "25 mg ketamine HCl oral"),
        ("500 \u00b5g ketamine oral", "500 mcg ketamine oral"),
        ("500 \u03bcg/kg ketamine oral", "500 ug / kg ketamine oral"),
        ("10 mg ketamine oral bid", "10 mg ketamine oral twice daily"),
        ("10 mg ketamine oral tid", "10 mg ketamine oral three times a day"),
        ("10 mg ketamine oral once daily", "10 mg ketamine oral every 1 days"),
        ("10 mg ketamine oral qd", "10 mg ketamine oral 1 times daily"),
        ("10 mg ketamine oral once a week", "10 mg ketamine oral every 1 weeks"),
        ("1 mg ketamine po qd for 1 wk", "1 mg ketamine oral daily for 1 weeks"),
        ("1 mg ketamine po every other day", "1 mg ketamine oral every 2 days"),
        ("10 mg ketamine troche", "10 mg ketamine buccal lozenge held 10 min then swallowed once"),
        ("10 mg ketamine spray", "10 mg ketamine nasal spray"),
        ("10 mg ketamine suppository", "10 mg ketamine rectal suppository"),
        ("placebo lozenge", "placebo buccal lozenge, once at home"),
        ("30.0 mg ketamine oral", "30 mg ketamine oral"),
        ("10 mg ketamine oral, once", "10 mg ketamine oral"),
        ("1 mg ketamine po extended release tablet", "1 mg ketamine oral prolonged-release tablet"),
    ],
)  # fmt: skip
def test_listed_aliases_and_defaults(said: str, same: str) -> None:
    assert parse(said) == parse(same)


def test_every_alias_stands_for_words_of_the_vocabulary() -> None:
    for alias, wording in ALIASES.items():
        assert alias.lower() not in {word.lower() for word in VOCABULARY}
        words = [wording] if wording in VOCABULARY else wording.split()
        assert all(word in VOCABULARY or word.isdigit() for word in words)


def test_what_a_part_leaves_out_is_taken_from_the_part_before() -> None:
    regimen = parse("10 mg ketamine HCl sublingual tablet held 5 min then spat out + 20 mg")
    first, second = regimen.phases[0].dose.parts
    assert (second.drug, second.form, second.route, second.product) == (
        *("ketamine", "HCl"),
        *("sublingual", "tablet"),
    )
    assert str(second.held) == "10 min"  # only drug and route stay; the hold takes its default
    assert second.after == "swallowed"
    assert first.after == "spat out"
    mixed = parse(
        "10 mg ketamine iv bolus + 5 mg esketamine over 10 min + placebo + 3 mg ketamine oral"
    )
    assert [part.route for part in mixed.phases[0].dose.parts] == ["iv", "iv", "iv", "oral"]
    assert [part.drug for part in mixed.phases[0].dose.parts] == [
        *("ketamine", "esketamine"),
        *("placebo", "ketamine"),
    ]
    law(mixed)


def test_the_dose_stays_when_a_later_phase_gives_only_a_schedule() -> None:
    regimen = parse("10 mg ketamine oral, daily for 3 days, then weekly for 2 weeks, then once")
    doses = {str(phase.dose) for phase in regimen.phases}
    assert doses == {"10 mg ketamine base oral"}
    assert str(regimen).count("10 mg") == 1


def test_the_place_follows_route_and_drug() -> None:
    for dose, place in {
        "1 mg ketamine iv": "clinic",
        "1 mg ketamine im": "clinic",
        "1 mg ketamine sc": "clinic",
        "1 mg esketamine nasal": "clinic",
        "1 mg ketamine nasal": "home",
        "placebo nasal": "home",
        "placebo iv": "clinic",
        "1 mg esketamine sublingual": "home",
        "1 mg ketamine oral + 1 mg ketamine iv": "clinic",
    }.items():
        assert parse(dose).phases[0].schedule.place == place
    assert parse("1 mg ketamine iv, daily at home").phases[0].schedule.place == "home"


def test_hydrochloride_is_printed_as_said_and_counted_as_base() -> None:
    regimen = parse("115.3 mg ketamine HCl oral")
    assert "HCl" in str(regimen)
    assert regimen.parts[0].base == 100


def test_numbers_keep_every_digit() -> None:
    line = "0.1234567890123456789 mg ketamine base oral, once at home"
    assert str(parse(line)) == line


def test_the_longest_regimen_still_reads_back() -> None:
    part = "0.123456789012345678 mg/kg ketamine HCl sublingual prolonged-release tablet"
    part = part.replace("prolonged-release tablet", "solution") + " held 0.00000000000000001 min"
    dose = " + ".join([part] + ["0.1 ug"] * 9)
    days = "days " + " ".join(str(day) for day in range(1, 501))
    law(parse(", then ".join([f"{dose}, {days} at 08:00"] * 20)))
