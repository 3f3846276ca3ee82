"""Every row predicted or refused, with its own family unseen; and how well it goes."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from troche.errors import EvidenceError, StudyError
from troche.population.readings import WHY_NOT
from troche.studies.validate import failures, read_requirements, validate
from troche.studies.validate.conflicts import conflicts
from troche.studies.validate.interactions import validate_ratios
from troche.studies.validate.reasons import likely_reasons, worst
from troche.studies.validate.rows import grade_of
from troche.studies.validate.run import Validation
from troche.studies.validate.scores import interval_score, naive_intervals, scored
from troche.studies.validate.summary import FIGURES

TABLES = files("troche.evidence") / "tables"
Change = Callable[[dict[str, str]], dict[str, str] | None]


@pytest.fixture(scope="module")
def built_in() -> Validation:
    return validate()


def folder_with(path: Path, change: Change, name: str = "pk_observations") -> Path:
    """Copy one built-in table, changed row by row."""
    path.mkdir(exist_ok=True)
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        header = list(reader.fieldnames or ())
        rows = [new for row in reader if (new := change(dict(row))) is not None]
    with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


class TestContract:
    def test_each_element_is_predicted_or_says_why_not(self, built_in: Validation) -> None:
        document = built_in.document()
        assert [len(document[t]) for t in ("pk", "outcomes", "tolerability")] == [219, 242, 201]
        for table in ("pk", "outcomes", "tolerability"):
            for number, element in enumerate(document[table], start=1):
                assert element["row"] == number
                numbers = [element[k] for k in ("predicted", "p5", "p95")]
                if element["why_not"] is None:
                    assert all(isinstance(n, float) and math.isfinite(n) for n in numbers)
                    assert element["p5"] <= element["predicted"] <= element["p95"]
                else:
                    assert numbers == [None, None, None]
                    assert element["why_not"] in WHY_NOT
                assert "inside" in element
        for element in document["pk"]:
            if element["why_not"] is None:
                ratio = element["predicted"] / element["observed"]
                assert element["fold_error"] == pytest.approx(max(ratio, 1 / ratio))
                assert element["grade"] == grade_of(element["fold_error"])
            else:
                assert element["fold_error"] is element["grade"] is None
        json.dumps(document, allow_nan=False)

    def test_the_summary_counts_every_row_and_says_every_figure_twice(
        self, built_in: Validation
    ) -> None:
        for table, rows in built_in.rows.items():
            counts = built_in.summary[table]
            assert counts["rows"] == len(rows)
            assert counts["predicted"] + sum(counts["refused"].values()) == len(rows)
        for name in FIGURES:
            assert name in built_in.summary
            assert name in built_in.summary["each_family_alike"]

    def test_nine_in_ten_rows_of_adults_with_a_number_and_a_regimen_are_predicted(
        self, built_in: Validation
    ) -> None:
        adults = [
            r
            for r in built_in.rows["pk"]
            if r.why_not != "child" and r.row.cells["regimen"] and r.observed is not None
        ]
        assert sum(r.why_not is None for r in adults) >= 0.9 * len(adults)

    def test_every_family_says_how_it_was_left_out(self, built_in: Validation) -> None:
        ways = {r.family: r.way for r in built_in.rows["pk"] if r.why_not is None}
        assert ways["SIMONS2022"] == "refit"
        assert set(ways.values()) == {"refit", "importance weights"}

    def test_it_is_the_same_twice(self, built_in: Validation) -> None:
        again = validate()
        assert [r.p95 for r in again.rows["pk"]] == [r.p95 for r in built_in.rows["pk"]]


class TestGoals:
    """Left out by family. The goals of the issue, not half of them."""

    @pytest.mark.parametrize(
        ("figure", "low", "high"),
        [
            ("pk_gmfe_parent", 1.0, 1.18),
            ("pk_gmfe_metabolites", 1.0, 1.30),
            ("pk_gmfe", 1.0, 1.25),
            ("pk_within_2fold", 0.98, 1.0),
            ("pk_coverage90", 0.85, 0.95),
            ("pk_interval_width", 1.0, 3.3),
        ],
    )
    def test_figure(self, built_in: Validation, figure: str, low: float, high: float) -> None:
        assert low <= built_in.summary[figure] <= high

    def test_intervals_beat_the_pooled_mean_for_each_milligram(self, built_in: Validation) -> None:
        own = built_in.summary["pk_interval_score"]
        assert own <= 0.8 * built_in.summary["pk_interval_score_naive"]

    def test_published_ratios_beside_other_drugs(self) -> None:
        ratios = validate_ratios()
        assert len(ratios) == 8
        assert sum(each.inside for each in ratios) >= 5
        for each in ratios:
            assert each.left_out[0] < each.left_out[1] < each.left_out[2]
            assert each.inside or len(each.conflict) > 40  # explained, not only marked
            assert "times" in each.risk


class TestUnseen:
    def test_three_times_its_values_do_not_move_a_familys_own_prediction(
        self, built_in: Validation, tmp_path: Path
    ) -> None:
        def tripled(row: dict[str, str]) -> dict[str, str] | None:
            if row["study_family"] != "PEREZRUIXO2021":
                return None
            if row["unit"] != "%":
                row["value"] = repr(3 * float(row["value"].split("-")[0]))
            return row

        found = validate(folder_with(tmp_path, tripled))
        plain = [r for r in built_in.rows["pk"] if r.family == "PEREZRUIXO2021"]
        for before, after in zip(plain, found.rows["pk"], strict=True):
            assert after.why_not == before.why_not
            if after.why_not is None:
                # Chance is keyed by the row's place: the same prediction but for its own draw.
                assert after.predicted == pytest.approx(before.predicted, rel=0.06)

    @pytest.mark.parametrize("name", ["", "simons2022", "SIMONS-2022"])
    def test_a_family_is_known_by_its_source_and_however_it_is_written(
        self, tmp_path: Path, name: str
    ) -> None:
        def renamed(row: dict[str, str]) -> dict[str, str] | None:
            row["study_family"] = name
            return row if row["source_id"] == "Simons2022" else None

        found = validate(folder_with(tmp_path, renamed))
        assert {r.way for r in found.rows["pk"] if r.why_not is None} == {"refit"}

    def test_a_study_of_tomorrow_is_predicted_from_everything(self, tmp_path: Path) -> None:
        def renamed(row: dict[str, str]) -> dict[str, str] | None:
            row["study_family"] = "TOMORROW"
            return row if row["source_id"] == "Otto2021" else None

        found = validate(folder_with(tmp_path, renamed))
        assert {r.way for r in found.rows["pk"]} == {"not in the fit"}

    def test_more_people_narrow_an_interval(self, tmp_path: Path) -> None:
        widths = []
        for n in ("4", "400"):

            def of(row: dict[str, str], n: str = n) -> dict[str, str] | None:
                row["n"] = n
                return row if row["source_id"] == "Simons2022" else None

            found = validate(folder_with(tmp_path / n, of))
            widths.append(found.summary["pk_interval_width"])
        assert widths[0] > 1.05 * widths[1]


class TestBadFolders:
    def test_foreign_columns_and_broken_rows_are_kept(self, tmp_path: Path) -> None:
        def broken(row: dict[str, str]) -> dict[str, str] | None:
            if row["source_id"] == "Otto2021":
                row["value"] = "fifty"
            if row["source_id"] == "Wang2019":
                row["regimen"] = "0.5 mg/kg ketamin iv"
            return row

        folder = folder_with(tmp_path, broken)
        found = validate(folder)
        assert len(found.rows["pk"]) == 219
        otto = [r for r in found.rows["pk"] if r.row.source == "Otto2021"]
        assert {r.why_not for r in otto} == {"qualitative"}
        wang = [r for r in found.rows["pk"] if r.row.source == "Wang2019"]
        assert {r.why_not for r in wang} == {"broken row"}
        assert any("ketamine" in r.detail for r in wang)  # what was meant
        assert sum("Wang" in w or "regimen" in w for w in found.warnings) >= 3

    @pytest.mark.parametrize(
        ("cells", "why_not"),
        [
            ({"metric": "C(t)", "interval": "t=0 h", "regimen": "20 mg ketamine oral tablet",
              "analyte": "ketamine"}, "quantity not modelled"),
            ({"interval": "0-0 h"}, "quantity not modelled"),
            ({"interval": "6-0 h"}, "quantity not modelled"),
            ({"interval": "t=0 h"}, "quantity not modelled"),
            ({"interval": "0-200000 h"}, "quantity not modelled"),
            ({"metric": "AUC", "unit": "ng*h/mL", "interval": "300-400 h"},
             "quantity not modelled"),
            ({"metric": "t1/2", "unit": "h", "value": "5", "analyte": "S-hydroxynorketamine"},
             None),
            ({"metric": "t1/2", "unit": "h", "value": "5", "interval": "30-31 min"},
             "quantity not modelled"),
            ({"metric": "C(t)", "interval": "t=3000 h"}, "quantity not modelled"),
            ({"metric": "C(t)", "interval": "t=1000 h", "statistic": "mean"},
             "quantity not modelled"),
            ({"value": "1e308-1e308"}, "quantity not modelled"),
            ({"value": "1e-310"}, "quantity not modelled"),
            ({"value": "<5"}, "qualitative"),
            ({"metric": "Vss", "unit": "L", "value": "300", "analyte": "S-norketamine"},
             "quantity not modelled"),
            ({"metric": "F", "unit": "%", "analyte": "S-norketamine"}, "quantity not modelled"),
            ({"metric": "Css", "regimen": "10 mg esketamine iv bolus"}, "quantity not modelled"),
            ({"metric": "AUC", "unit": "ng*h/mL", "interval": "0-tau",
              "regimen": "20 mg esketamine oral solution, twice daily for 7 days"},
             "quantity not modelled"),
            ({"metric": "fraction absorbed via nasal cavity", "unit": "%",
              "regimen": "20 mg esketamine oral solution"}, "quantity not modelled"),
            ({"weight_kg": "22"}, "child"),
            ({"study_family": "A" * 5000}, None),
            ({"interval": "0-2 days", "metric": "AUC", "unit": "ng*h/mL"}, None),
        ],
    )  # fmt: skip
    def test_a_strange_row_costs_no_other_row(
        self, tmp_path: Path, cells: dict[str, str], why_not: str | None
    ) -> None:
        def strange(row: dict[str, str]) -> dict[str, str] | None:
            if row["source_id"] != "Otto2021":
                return None
            first = row["interval"] == "t=0.5 h" and row["analyte"] == "S-ketamine"
            return row | {"metric": "Cmax", "interval": ""} | cells if first else row

        found = validate(folder_with(tmp_path, strange))
        assert found.rows["pk"][0].why_not == why_not
        assert sum(r.why_not is None for r in found.rows["pk"][1:]) == 15
        json.dumps(found.document(), allow_nan=False)

    def test_a_folder_with_one_other_table_has_no_row_of_exposure(self, tmp_path: Path) -> None:
        shutil.copy(str(TABLES / "tolerability.csv"), tmp_path)
        found = validate(tmp_path)
        assert found.summary["pk"]["rows"] == 0
        assert found.summary["pk_gmfe"] is None
        assert found.summary["tolerability"]["rows"] == 201
        json.dumps(found.document(), allow_nan=False)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
    def test_other_encodings_are_read_with_a_warning(
        self, tmp_path: Path, encoding: str, built_in: Validation
    ) -> None:
        text = (TABLES / "pk_observations.csv").read_text("utf-8")
        text = text.replace("healthy males", "gesunde Männer")
        (tmp_path / "pk_observations.csv").write_bytes(text.encode(encoding, "replace"))
        found = validate(tmp_path)
        assert len(found.rows["pk"]) == 219
        assert found.summary["pk"]["predicted"] == built_in.summary["pk"]["predicted"]
        if not encoding.startswith("utf-8"):
            assert any("UTF-8" in warning for warning in found.warnings)

    @pytest.mark.parametrize(
        "content", [b"", b"\x00\x01\x02\xff\xfe\x00", b"source_id,analyte\n1,2\n"]
    )
    def test_what_is_no_table_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "pk_observations.csv").write_bytes(content)
        with pytest.raises(EvidenceError):
            validate(tmp_path)

    def test_thousands_of_rows_take_seconds(self, tmp_path: Path) -> None:
        folder = folder_with(tmp_path, lambda row: row)
        path = folder / "pk_observations.csv"
        header, *rows = path.read_text("utf-8").splitlines()
        path.write_text("\n".join([header, *(rows * 20)]) + "\n", "utf-8")
        seen: list[int] = []
        found = validate(folder, lambda done, _: seen.append(done))
        assert len(found.rows["pk"]) == 4380
        assert seen == sorted(seen)
        assert seen[-1] == sum(r.why_not is None for r in found.rows["pk"])

    def test_a_regimen_of_a_thousand_doses_is_predicted(self, tmp_path: Path) -> None:
        def often(row: dict[str, str]) -> dict[str, str] | None:
            row["regimen"] = "15 mg ketamine sublingual tablet, daily for 3 years"
            row["regimen"] = "15 mg ketamine sublingual tablet, daily for 1000 days"
            row["interval"], row["analyte"] = "0-2400 h", "ketamine"
            return row if row["source_id"] == "Otto2021" and row["metric"] != "C(t)" else None

        with pytest.raises(EvidenceError):
            validate(folder_with(tmp_path / "none", often))  # no such row: an empty table

        def one(row: dict[str, str]) -> dict[str, str] | None:
            row["regimen"] = "15 mg ketamine sublingual tablet, daily for 1000 days"
            row["interval"], row["metric"] = "0-2400 h", "AUC"
            row["analyte"], row["unit"] = "ketamine", "ng*h/mL"
            return row if row["interval"] and row["source_id"] == "Yanagihara2003" else None

        found = validate(folder_with(tmp_path / "some", one))
        assert found.summary["pk"]["predicted"] > 0


class TestRequirements:
    def write(self, path: Path, text: str) -> Path:
        path.write_text(text, "utf-8")
        return path

    def test_bounds_are_inclusive_and_missing_figures_fail(self, tmp_path: Path) -> None:
        file = self.write(
            tmp_path / "r.yaml",
            "pk_gmfe: {at_most: 1.5}\npk_coverage90: {at_least: 0.5, at_most: 1.0}\n"
            "outcomes_coverage90: {at_least: 0.5}\n",
        )
        wanted = read_requirements(file)
        missed = failures(wanted, {"pk_gmfe": 1.5, "pk_coverage90": 0.4})
        assert len(missed) == 2
        assert "below 0.5" in missed[0]
        assert "no row" in missed[1]

    @pytest.mark.parametrize(
        "text",
        [
            "", "just words", "pk_gmfee: {at_most: 1}", "pk_gmfe: 1.2", "pk_gmfe: {at_mots: 1}",
            "pk_gmfe: {at_most: much}", "pk_gmfe: {at_most: true}", "pk_gmfe: {at_most: .inf}",
            "pk_gmfe: {at_least: 2, at_most: 1}", "pk_gmfe: [1", "- 1\n- 2",
            "a: &a [*a]", "1: {at_most: 1}",
        ],
    )  # fmt: skip
    def test_wrong_files_get_one_message(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(StudyError):
            read_requirements(self.write(tmp_path / "r.yaml", text))


def test_interval_scores_reward_narrow_and_punish_missed() -> None:
    assert interval_score(-1.0, 1.0, 0.0) == 2.0
    assert interval_score(-1.0, 1.0, 1.5) == pytest.approx(2.0 + 20 * 0.5)


def test_the_naive_forecast_has_not_seen_the_family(built_in: Validation) -> None:
    rows = scored(built_in.rows["pk"])
    intervals = naive_intervals(rows)
    assert sum(i is not None for i in intervals) > 0.9 * len(rows)
    widths = [high - low for low, high in filter(None, intervals)]
    assert min(widths) > 0.0


def test_reasons_and_conflicts_are_in_words(built_in: Validation) -> None:
    rows = built_in.rows["pk"]
    for row in worst(rows):
        assert likely_reasons(row, rows)
    found = conflicts([r for r in rows if r.why_not is None])
    assert found
    assert all(each.ratio > 1.5 for each in found)
    text = " ".join(map(str, found))
    assert "oral" in text  # bioavailability of 8 to 20 %
