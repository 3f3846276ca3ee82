"""Fit disposition, then mood and harm, to the evidence and write what the package ships.

    python -m chores.calibrate                    the whole fits, and importance weights
    python -m chores.calibrate --refits           families left out by a refit too
    python -m chores.calibrate --mood             mood alone, on the shipped disposition
    python -m chores.calibrate --mood --of abc    mood by some mechanisms alone, by letter
    python -m chores.calibrate --mood --unfinished    ship what is there, and say what is not
    python -m chores.calibrate --tolerability     harm alone, on the shipped disposition

Finished stages stay in build/calibration and are not computed again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "calibration"
SHIP = ROOT / "src" / "troche" / "population" / "posterior"
SHIP_MOOD = ROOT / "src" / "troche" / "population" / "mood" / "posterior"
SHIP_HARM = ROOT / "src" / "troche" / "population" / "tolerability" / "posterior"


def side_by_side(runs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run chains on threads: JAX works outside Python's lock."""
    with ThreadPoolExecutor(len(runs)) as pool:
        return [part.result() for part in [pool.submit(run) for run in runs]]


def main() -> None:
    """Calibrate."""
    from troche.errors import TrocheError
    from troche.population.calibration.calibrate import calibrate
    from troche.population.calibration.jax_ready import jax_modules

    try:
        jax, _, _ = jax_modules()
        # A stage taken up again need not be compiled again.
        WORK.mkdir(parents=True, exist_ok=True)
        jax.config.update("jax_compilation_cache_dir", str(WORK / "compiled"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 5.0)
        begin = time.monotonic()

        def say(line: str) -> None:
            print(f"[{time.monotonic() - begin:6.0f} s] {line}", flush=True)

        arguments = sys.argv[1:]
        refits = "--refits" in arguments
        alone = {"--mood", "--tolerability"} & set(arguments)
        if not alone:
            calibrate(WORK, SHIP, refits=refits, say=say, side_by_side=side_by_side)
        if not alone or "--mood" in alone:
            from troche.population.mood.calibrate import calibrate_mood

            calibrate_mood(
                WORK,
                SHIP_MOOD,
                refits or "--mood" in arguments,
                say=say,
                only=arguments[arguments.index("--of") + 1] if "--of" in arguments else "",
                unfinished="--unfinished" in arguments,
            )
        if not alone or "--tolerability" in alone:
            from troche.population.tolerability.calibrate import calibrate_harm

            calibrate_harm(WORK, SHIP_HARM, say=say)
    except TrocheError as error:
        print(error.message(), file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("interrupted: the same command takes it up again", file=sys.stderr)
        raise SystemExit(3) from None


if __name__ == "__main__":
    main()
