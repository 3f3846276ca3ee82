"""``python -m benchmarks``: time, error and memory; results in benchmarks/results/latest.json."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.measure import FIELDS, Result, against_the_peer, digest_of, scaling
from benchmarks.workloads import WORKLOADS

RESULTS = Path(__file__).parent / "results" / "latest.json"


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def product_rows() -> list[dict[str, Any]]:
    """Return the rows of the product's own workloads, once benchmarks/product.py has some."""
    if importlib.util.find_spec("benchmarks.product") is None:
        return []
    module = importlib.import_module("benchmarks.product")
    rows: list[dict[str, Any]] = module.measure()
    return rows


def print_table(results: list[Result]) -> None:
    names = ("error", "patients", "CPU s", "/CPU s", "ratio")
    widths = (9, 10, 9, 10, 8)
    head = "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True))
    print(f"{'workload':27}{'tool':24}{head}", file=sys.stderr)
    for r in results:
        print(
            f"{r.workload:27}{r.tool.split(',')[0]:24}{r.error:9.1e}{r.patients:10,}"
            f"{r.cpu_seconds:9.3f}{r.patients_per_cpu_second:10,.0f}{r.ratio:8.0f}"
            + (f"   goal {r.goal:.0f}" if r.goal else ""),
            file=sys.stderr,
        )


def mood_rows() -> list[dict[str, Any]]:
    """Return the rows of mood, by mechanism."""
    from benchmarks.mood import measure_mood

    return measure_mood()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--peer-patients", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--no-product", action="store_true", help="the reference workloads only")
    asked = parser.parse_args()
    # One thread everywhere: processor seconds of both tools then mean the same.
    with threadpool_limits(1):
        load_before = os.getloadavg()[0]
        results = [
            row
            for workload in WORKLOADS
            for row in against_the_peer(
                workload, asked.patients, asked.peer_patients, asked.repeats
            )
        ]
        print_table(results)
        patients = 3 * 1024 + 100
        digests = {
            f"chunks of {chunk} blocks, {threads} threads": digest_of(
                WORKLOADS[2], patients, chunk, threads
            )
            for chunk, threads in ((1, 1), (3, 1), (1, 2), (2, 2))
        }
        sizes = scaling(WORKLOADS[0])
    same = len(set(digests.values())) == 1
    print(f"same bits for every cut and number of threads: {same}", file=sys.stderr)
    for row in sizes:
        print(
            f"{row['patients']:>8,} patients daily: {row['cpu_seconds']:.3f} CPU s, "
            f"{row['peak_bytes_while_solving'] / 2**20:.1f} MiB at most while solving",
            file=sys.stderr,
        )
    product = [] if asked.no_product else product_rows()
    mood = [] if asked.no_product else mood_rows()
    document = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": {
            "processor": processor(),
            "cores": os.cpu_count(),
            "load_before": load_before,
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "fields": FIELDS,
        "results": [row.as_dict() for row in results],
        "same_bits": same,
        "scaling": sizes,
        "product": product,
        "mood": mood,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(document, indent=1) + "\n")
    met = all(row.goal is None or (row.ratio >= row.goal and row.error <= 1e-6) for row in results)
    return 0 if met and same else 1


if __name__ == "__main__":
    sys.exit(main())
