"""Blocks cover everyone once, aligned to the patient's number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from troche.engine.blocks import WIDTH, blocks_for


@given(st.integers(1, 100_000))
def test_everyone_once_and_aligned(patients: int) -> None:
    blocks = blocks_for(patients)
    assert sum(b.count for b in blocks) == patients
    assert [b.start for b in blocks] == list(range(0, patients, WIDTH))
    assert all(b.count == WIDTH for b in blocks[:-1])
    assert 1 <= blocks[-1].count <= WIDTH


def test_the_width_is_that_of_the_engine_page() -> None:
    # Part of the numbers' identity: another width changes last bits of published results.
    assert WIDTH == 1024
