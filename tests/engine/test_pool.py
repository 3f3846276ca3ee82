"""Tasks on threads: every result once, failures through, one BLAS thread each."""

from __future__ import annotations

import threading
import time

import pytest

from troche.engine.pool import Progress, default_workers, run_tasks, still_wanted


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_every_task_gives_its_result_once(workers: int) -> None:
    tasks = [lambda i=i: i * i for i in range(25)]
    assert sorted(run_tasks(tasks, workers)) == [(i, i * i) for i in range(25)]


def test_progress_counts_up_to_the_whole_with_what_was_done_before() -> None:
    seen: list[Progress] = []
    list(run_tasks([lambda: 1] * 5, 2, seen.append, already=3))
    assert [p.done for p in seen] == [4, 5, 6, 7, 8]
    assert {p.total for p in seen} == {8}
    assert seen[-1].seconds_left == 0.0
    assert all(p.seconds_left is not None and p.seconds_left >= 0 for p in seen)


def test_no_more_than_asked_run_at_once_and_memory_stays_bounded() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def task() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.002)
        with lock:
            running -= 1

    list(run_tasks([task] * 30, 3))
    assert 2 <= most <= 3


def test_a_failure_comes_through_and_stops_what_waits() -> None:
    began: list[int] = []

    def task(i: int) -> int:
        began.append(i)
        if i == 2:
            raise ValueError("broken")
        return i

    with pytest.raises(ValueError, match="broken"):
        list(run_tasks([lambda i=i: task(i) for i in range(50)], 1))
    assert len(began) <= 4


def test_closing_early_leaves_no_thread() -> None:
    before = threading.active_count()
    results = run_tasks([lambda: time.sleep(0.01)] * 20, 2)
    next(results)
    results.close()
    assert threading.active_count() == before


def test_a_long_task_notices_that_nobody_waits() -> None:
    steps: list[int] = []

    def long() -> None:
        for step in range(2000):
            still_wanted()
            steps.append(step)
            time.sleep(0.005)

    results = run_tasks([lambda: time.sleep(0.02), long], 2)
    next(results)
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 5
    assert 0 < len(steps) < 1000
    still_wanted()  # outside of a run nobody is asked


def test_each_task_has_one_blas_thread() -> None:
    from threadpoolctl import threadpool_info

    def task() -> list[int]:
        return [lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"]

    ((_, threads),) = run_tasks([task], 1)
    assert set(threads) <= {1}


def test_cores_are_those_that_this_process_may_use() -> None:
    assert default_workers() >= 1


def test_no_tasks_are_no_results() -> None:
    assert list(run_tasks([], 2)) == []
