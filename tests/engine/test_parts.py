"""A folder is whole or it is not there; nothing that a run did not write is ever lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from troche.engine.parts import MANIFEST, Parts
from troche.errors import StudyError


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def finished(folder: Path, identity: str = "one", text: str = "result") -> None:
    parts = Parts(folder, identity)
    parts.open()
    parts.save("a", {"x": np.arange(3)})
    (parts.partial / "table.txt").write_text(text)
    manifest = {"troche": "0.1.0", "files": ["table.txt"]}
    (parts.partial / MANIFEST).write_text(json.dumps(manifest))
    parts.finish()


def test_a_part_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "r", "one")
    assert parts.open() == 0
    assert not parts.has("a")
    parts.save("a", {"column x": np.array([1.0, np.nan]), "places y": np.array([3])})
    assert parts.has("a")
    np.testing.assert_array_equal(parts.read("a")["column x"], [1.0, np.nan])
    assert list(parts.read("a", "places ")) == ["places y"]
    (parts.partial / "b.tmp").write_bytes(b"half of a part")
    assert not parts.has("b")
    assert not (tmp_path / "r").exists()


def test_the_same_run_goes_on_and_another_starts_anew(tmp_path: Path) -> None:
    first = Parts(tmp_path / "r", "one")
    first.open()
    first.save("a", {"x": np.arange(3)})
    first.close()
    again = Parts(tmp_path / "r", "one")
    assert again.open() == 1
    again.close()
    other = Parts(tmp_path / "r", "two")
    assert other.open() == 0
    assert not other.has("a")


def test_two_runs_at_once_are_one_message(tmp_path: Path) -> None:
    first = Parts(tmp_path / "r", "one")
    first.open()
    first.save("a", {"x": np.arange(3)})
    for identity in ("one", "two"):
        with pytest.raises(StudyError, match=f"another run.*process {os.getpid()} on "):
            Parts(tmp_path / "r", identity).open()
    assert first.has("a")
    (first.partial / MANIFEST).write_text(json.dumps({"troche": "0.1.0", "files": []}))
    first.finish()
    assert names(tmp_path / "r") == [MANIFEST]
    second = Parts(tmp_path / "r", "one")
    second.open()
    second.close()
    assert names(second.partial) == ["run.json"]


HOLDS = """
import sys, time
from pathlib import Path
from troche.engine.parts import Parts
parts = Parts(Path(sys.argv[1]), "one")
parts.open()
print("open", flush=True)
time.sleep(60)
"""


def test_the_lock_ends_with_its_process_however_it_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path / "r")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    parts = Parts(tmp_path / "r", "one")
    with pytest.raises(StudyError, match=f"process {process.pid} on "):
        parts.open()
    process.kill()
    process.communicate()
    assert "lock.tmp" in names(parts.partial)  # left behind, and no one's
    assert parts.open() == 0
    parts.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "host": 1}', "\0" * 50])
def test_what_stands_in_a_lock_that_no_one_holds_is_no_matter(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.partial").mkdir()
    (tmp_path / "r.partial" / "lock.tmp").write_text(text)
    parts = Parts(tmp_path / "r", "one")
    assert parts.open() == 0
    assert names(parts.partial) == ["lock.tmp", "run.json"]


@pytest.mark.parametrize("marker", ["", "{", "[]", '{"identity": 5}'])
def test_a_broken_marker_is_another_run(marker: str, tmp_path: Path) -> None:
    first = Parts(tmp_path / "r", "one")
    first.open()
    first.save("a", {"x": np.arange(3)})
    first.close()
    (first.partial / "run.json").write_text(marker)
    assert Parts(tmp_path / "r", "one").open() == 0


def test_a_finished_folder_holds_results_and_no_parts(tmp_path: Path) -> None:
    finished(tmp_path / "r")
    assert names(tmp_path) == ["r"]
    assert names(tmp_path / "r") == [MANIFEST, "table.txt"]


def test_a_newer_result_takes_the_place_only_when_it_is_complete(tmp_path: Path) -> None:
    finished(tmp_path / "r", text="old")
    newer = Parts(tmp_path / "r", "two")
    newer.open()
    newer.save("a", {"x": np.arange(3)})
    assert (tmp_path / "r" / "table.txt").read_text() == "old"
    newer.close()
    finished(tmp_path / "r", "two", "new")
    assert (tmp_path / "r" / "table.txt").read_text() == "new"
    assert names(tmp_path) == ["r"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    finished(tmp_path / "r")
    assert (tmp_path / "r" / "table.txt").exists()


@pytest.mark.parametrize(
    "manifest", [None, "", "{}", '{"files": ["notes.txt"]}', '{"troche": "0.1.0"}',
                 '{"troche": "0.1.0", "files": "notes.txt"}']
)  # fmt: skip
def test_a_folder_of_the_users_own_is_never_replaced(manifest: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "notes.txt").write_text("precious")
    if manifest is not None:
        (folder / MANIFEST).write_text(manifest)
    with pytest.raises(StudyError) as caught:
        Parts(folder, "one").open()
    assert "notes.txt" in str(caught.value) or MANIFEST in str(caught.value)
    assert (folder / "notes.txt").read_text() == "precious"
    assert names(tmp_path) == ["thesis"]


def test_a_file_that_was_added_to_a_result_is_not_lost(tmp_path: Path) -> None:
    finished(tmp_path / "r")
    (tmp_path / "r" / "my-figure.py").write_text("precious")
    with pytest.raises(StudyError, match=r"my-figure\.py"):
        Parts(tmp_path / "r", "two").open()
    assert (tmp_path / "r" / "my-figure.py").exists()


def test_a_partial_folder_of_the_users_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "r.partial").mkdir()
    (tmp_path / "r.partial" / "notes.txt").write_text("precious")
    with pytest.raises(StudyError, match=r"notes\.txt"):
        Parts(tmp_path / "r", "one").open()
    assert (tmp_path / "r.partial" / "notes.txt").read_text() == "precious"


def test_places_that_cannot_be_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("precious")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/")):
        with pytest.raises(StudyError):
            Parts(place, "one").open()
    assert (tmp_path / "file").read_text() == "precious"
    inside = tmp_path / "here" / "below"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    for place in (Path(), Path(".."), tmp_path / "here"):
        with pytest.raises(StudyError):
            Parts(place, "one").open()


def test_a_disk_that_fills_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = Parts(tmp_path / "r", "one")
    parts.open()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(StudyError, match="No space left"):
        parts.save("a", {"x": np.arange(3)})
    assert not parts.has("a")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StudyError, match="Permission"):
        Parts(tmp_path / "r", "one").open()
    tmp_path.chmod(0o700)
