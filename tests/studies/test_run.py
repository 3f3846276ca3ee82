"""Runs: the same bits however they are cut, killed, resumed; memory and time that stay put."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from troche.engine.blocks import WIDTH, Block
from troche.errors import Interrupted
from troche.studies import run as running
from troche.studies.block_run import run_block
from troche.studies.compare import compare
from troche.studies.plan import lay_out
from troche.studies.simulate import simulate

TWO = {
    "microdose": "15 mg ketamine sublingual tablet, daily",
    "infusion": "0.5 mg/kg ketamine iv over 40 min, days 1 3",
}


def frame(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "patients.parquet")


def files(folder: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.suffix in (".parquet", ".csv")}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, spec: Callable[..., Any]) -> Path:
    """An uninterrupted run of 1,500 patients: two blocks, the last one trimmed."""
    folder = tmp_path_factory.mktemp("runs") / "plain"
    compare(spec(patients={"number": 1500, "seed": 7}, weeks=0.5, regimens=TWO), folder=folder)
    return folder


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_change_no_bit(
    workers: int, plain: Path, tmp_path: Path, spec: Callable[..., Any]
) -> None:
    again = tmp_path / "again"
    study = spec(patients={"number": 1500, "seed": 7}, weeks=0.5, regimens=TWO)
    compare(study, folder=again, workers=workers)
    assert files(again) == files(plain)


def test_order_of_blocks_and_patients_beside_change_no_bit(spec: Callable[..., Any]) -> None:
    small = lay_out(spec(patients={"number": 1500}, weeks=0.5, regimens=TWO, knowledge="typical"))
    large = lay_out(spec(patients={"number": 5000}, weeks=0.5, regimens=TWO, knowledge="typical"))
    late = run_block(small, small.regimens[1], Block(WIDTH, 476))
    early = run_block(large, large.regimens[1], Block(0, WIDTH))
    same = run_block(large, large.regimens[1], Block(WIDTH, WIDTH))
    assert not np.array_equal(early.columns["ketamine cmax"][:476], late.columns["ketamine cmax"])
    for name, values in late.columns.items():
        # The last block is computed whole and trimmed, so its patients are those of any study.
        np.testing.assert_array_equal(values, same.columns[name][:476], err_msg=name)


def test_patients_are_the_same_in_a_larger_study(tmp_path: Path) -> None:
    """Covariates always; exposure too where typical values are known.

    With uncertain knowledge a larger study spreads more truths over the same people.
    """
    text, people = "10 mg ketamine iv over 40 min", ["weight", "age", "sex", "cyp2b6", "baseline"]
    found = {}
    for knowledge in ("typical", "uncertain"):
        for n in (400, 600):
            folder = tmp_path / f"{knowledge}-{n}"
            simulate(text, patients=n, seed=7, knowledge=knowledge, folder=folder)
            found[knowledge, n] = frame(folder)[:400]
    pd.testing.assert_frame_equal(found["typical", 400], found["typical", 600])
    small, large = found["uncertain", 400], found["uncertain", 600]
    pd.testing.assert_frame_equal(small[people], large[people])
    assert list(small["draw"]) != list(large["draw"])


def test_another_regimen_in_the_study_changes_nothing(spec: Callable[..., Any]) -> None:
    """Not even who misses which dose: chance is keyed by seed, patient and purpose."""
    long = {"long": "5 mg ketamine oral capsule, 6 times daily for 1 weeks"}
    kwargs = {"patients": {"number": 200, "seed": 3}, "weeks": 1}
    alone = compare(spec(regimens=TWO, **kwargs))
    together = compare(spec(regimens={**long, **TWO}, **kwargs))
    for name in TWO:
        assert alone[name] == together[name]
    assert alone["microdose"].quantity("adherence").spread["mean"] < 0.95


def test_the_same_regimen_under_two_names_is_the_same_to_the_bit(spec: Callable[..., Any]) -> None:
    text = TWO["microdose"]
    both = compare(spec(regimens={"a": text, "b": text}, weeks=1, patients={"number": 60}))
    assert both["a"].quantities == both["b"].quantities
    assert both["a"].curves == both["b"].curves


def test_seeds_differ_and_repeat(spec: Callable[..., Any]) -> None:
    def median(seed: int) -> float:
        patients = {"number": 50, "seed": seed}
        study = spec(regimens={"a": "10 mg ketamine iv bolus"}, weeks=1, patients=patients)
        return compare(study)["a"].quantity("ketamine auc_total").spread["median"]

    found = [median(seed) for seed in (0, 1, 2**63 - 1)]
    assert len(set(found)) == 3
    assert median(2**63 - 1) == found[2]


# Killed, stopped, resumed.

SCRIPT = """
    import sys, time
    from pathlib import Path
    from troche.studies import run as running
    from troche.studies.compare import compare
    from troche.studies.specification import checked
    slow = float(sys.argv[2])
    task = running._task
    def slower(*given):
        inner = task(*given)
        def work():
            if len(list(Path(sys.argv[1] + ".partial").glob("*.npz"))) >= 3:
                time.sleep(slow)
            return inner()
        return work
    running._task = slower
    spec = checked({{"study": "A small study", "patients": {{"number": 1500, "seed": 7}},
                    "weeks": 0.5, "regimens": {regimens!r}}}, "test")
    seen = []
    compare(spec, folder=sys.argv[1], workers=1, report=lambda p: seen.append(p.done))
    print(seen[0] - 1)
"""


def start(folder: Path, slow: float) -> subprocess.Popen[str]:
    script = textwrap.dedent(SCRIPT.format(regimens=TWO))
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(slow)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until_parts(folder: Path, count: int) -> None:
    partial = folder.with_name(folder.name + ".partial")
    for _ in range(4800):  # minutes: a busy machine computes a part in tens of seconds
        if len(list(partial.glob("*.npz"))) >= count:
            return
        time.sleep(0.05)
    raise AssertionError("no parts came")


def test_a_killed_run_leaves_nothing_that_looks_whole_and_goes_on(
    plain: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "killed"
    process = start(folder, slow=60.0)
    until_parts(folder, 3)
    process.kill()
    process.communicate()
    assert [p.name for p in tmp_path.iterdir()] == ["killed.partial"]
    assert {p.suffix for p in (tmp_path / "killed.partial").iterdir()} <= {".npz", ".json", ".tmp"}
    again = start(folder, slow=0.0)
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert int(out) >= 3  # parts that were not computed a second time
    assert [p.name for p in tmp_path.iterdir()] == ["killed"]
    assert files(folder) == files(plain)


def test_an_interrupt_is_exit_3_with_one_message_and_resumes(plain: Path, tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        "study: A small study\npatients: {number: 40000, seed: 7}\nweeks: 8\n"
        "regimens: {microdose: '15 mg ketamine sublingual tablet, daily'}\n"
    )
    # A suite started in the background by a shell without job control has its interrupts ignored,
    # and its children inherit that: this one listens again.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{listen}; from troche.cli.main import run; run()"]
    process = subprocess.Popen(
        [*command, "compare", str(study), "--out", str(tmp_path / "r"), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    until_parts(tmp_path / "r", 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert '"interrupted"' in out
    assert out.count("\n") == 1
    said = [line for line in err.splitlines() if "parts" not in line]
    assert len(said) == 1
    assert "again" in said[0]
    assert "Traceback" not in err
    assert not (tmp_path / "r").exists()
    assert len(list((tmp_path / "r.partial").glob("*.npz"))) >= 2


def test_an_interrupt_in_the_library_is_interrupted(
    spec: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "run_block", stop)
    with pytest.raises(Interrupted) as caught:
        compare(spec(patients={"number": 20}), folder=tmp_path / "r")
    assert caught.value.exit_code == 3
    assert "again" in caught.value.allowed
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"weeks": 2},
        {"patients": {"number": 41, "seed": 7}},
        {"patients": {"number": 40, "seed": 8}},
        {"regimens": {"microdose": "16 mg ketamine sublingual tablet, daily"}},
        {"knowledge": "typical"},
        {"level": 5.0},
        {"model": "perez-ruixo-2021", "regimens": {"a": "28 mg esketamine nasal"}},
    ],
    ids=lambda c: next(iter(c)),
)
def test_parts_of_another_study_are_not_used(
    change: dict[str, Any], spec: Callable[..., Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    kwargs = {"patients": {"number": 40, "seed": 7}, "weeks": 0.5, "regimens": TWO}
    with monkeypatch.context() as patch:
        patch.setattr(running, "cohort_of", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            compare(spec(**kwargs), folder=tmp_path / "r")
    assert len(list((tmp_path / "r.partial").glob("regimen-*.npz"))) == 3
    study = spec(**kwargs | change)
    done: list[int] = []
    compare(study, folder=tmp_path / "r", report=lambda p: done.append(p.done))
    assert done[0] == 1
    compare(study, folder=tmp_path / "fresh")
    assert files(tmp_path / "r") == files(tmp_path / "fresh")


def test_parts_of_other_intervals_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulated(**areas: tuple[float, float]) -> Any:
        text = "10 mg ketamine iv over 40 min"
        return simulate(text, patients=20, areas=areas, folder=tmp_path / "r")

    with monkeypatch.context() as patch:
        patch.setattr(running, "cohort_of", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            simulated(auc_0_6h=(0, 6))
    found = simulated(auc_0_12h=(0, 12)).regimens[0]
    assert found.quantity("ketamine auc_0_12h").spread["median"] > 0


# Memory and time.


def usage(patients: int, weeks: float) -> tuple[float, float]:
    """Seconds of CPU and peak megabytes of a run in a process of its own."""
    code = f"""
import resource
from troche.studies.compare import compare
from troche.studies.specification import checked
before = resource.getrusage(resource.RUSAGE_SELF)
compare(checked({{"study": "x", "weeks": {weeks}, "patients": {{"number": {patients}}},
    "regimens": {{"a": "15 mg ketamine sublingual tablet"}}}}, "x"), workers=1)
now = resource.getrusage(resource.RUSAGE_SELF)
print(now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime, now.ru_maxrss / 1024)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    seconds, megabytes = ran.stdout.split()
    return float(seconds), float(megabytes)


def test_time_is_linear_and_memory_is_flat() -> None:
    (two, small), (six, large) = (usage(blocks * WIDTH, 0.15) for blocks in (2, 6))
    # Four more blocks may not cost more each than the first two with all that is fixed; the
    # margin is the machine's, which others use too.
    assert (six - two) / 4 < 1.8 * two / 2
    # They hold their columns for a moment: 64 numbers of 8 bytes a patient.
    assert large - small < 60


@pytest.mark.slow
def test_a_hundred_thousand_patients_fit() -> None:
    small, large = usage(10_240, 1.0), usage(102_400, 1.0)
    assert large[0] < 14 * small[0]
    assert large[1] < small[1] + 250
