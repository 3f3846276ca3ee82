"""The page of what trials tell about mood, made of the shipped draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["mood_page"]

TOLD = 0.2
"""Share of the prior's spread taken away from which a parameter counts as known from rows."""


def mood_page() -> str:
    """Return the page."""
    parts = [
        "# What the trials identify\n\n"
        "Written by `make pages` from the shipped draws of mood. [How the fit works]"
        "(../ideas/mood.md).",
        _unseen(),
        _weights(),
        _parameters(),
        _families(),
        _left_aside(),
    ]
    return "\n\n".join(parts) + "\n"


def _unseen() -> str:
    """Return how well families are predicted by what was fitted without them."""
    from troche.evidence import builtin
    from troche.studies.validate.outcome_scores import FIGURES, of_outcomes
    from troche.studies.validate.outcomes import validate_outcomes

    rows = validate_outcomes(builtin())
    plain, alike = of_outcomes(rows), of_outcomes(rows, alike=True)
    lines = ["| figure | over rows | every family alike |", "|---|---|---|"]
    for name, meaning in FIGURES.items():
        share = "coverage" in name
        cells = [
            "–" if v is None else f"{100 * v:.0f} %" if share else f"{v:.2f}"
            for v in (plain[name], alike[name])
        ]
        lines.append(f"| {meaning} | {' | '.join(cells)} |")
    return (
        "## Unseen trials\n\n"
        "Every family predicted by all mechanisms fitted without it, averaged with weights that "
        "it had no part in. What was hoped for: changes within 2.5 points, differences within "
        "2.0, shares within 11 percentage points, 85 to 95 % of rows inside, intervals of "
        "changes to 14 points wide and of differences to 10, an interval score 15 % below the "
        "naive one.\n\n" + "\n".join(lines)
    )


def _weights() -> str:
    from troche.pharmacology.mood.mechanisms import MECHANISMS
    from troche.population.mood.posterior import mood_manifest

    made = mood_manifest()
    lines = [
        "| | mechanism | weight used | stacking | density of unseen families | below the best | "
        "R-hat | sample size | divergent | counts | worst refit |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, item in MECHANISMS.items():
        weight, own = made["weights"][name], made["mechanisms"][name]
        found = own["diagnostics"]
        lines.append(
            f"| {item.letter} | {item.title} | {weight['pseudo_bma']:.2f} | "
            f"{weight['stacking']:.2f} | {_density(weight)} | {found['rhat']:.3f} | "
            f"{found['ess_bulk']:.0f} / {found['ess_tail']:.0f} | {found['divergences']:.0f} | "
            f"{100 * own['share_that_counts']:.0f} % | {_worst(own)} |"
        )
    return (
        "## Mechanisms\n\n"
        "Densities are natural logarithms, summed over families, each predicted by what was "
        "fitted without it; *below the best* comes with a standard error over families. The "
        "weight used is bootstrapped pseudo-BMA. *Counts* is the share of samples that counts "
        "where chains moved under a narrower range than the prior and were weighed back. *Worst "
        "refit* is that of one family left out: R-hat and smallest sample size; what it says of "
        "its "
        "family is that much less sure.\n\n" + "\n".join(lines)
    )


def _worst(own: Mapping[str, Any]) -> str:
    found = own.get("refits")
    return f"{found['rhat']:.2f}, {found['ess']:.0f}" if found else "by weights"


def _density(weight: Mapping[str, float]) -> str:
    if "density" not in weight:
        return "– | chains not mixed: no weight"
    below, error = weight["below_best"], weight["standard_error"]
    return f"{weight['density']:.1f} | {below:.1f} (± {error:.1f})"


def _parameters() -> str:
    from troche.pharmacology.mood.mechanisms import MECHANISMS
    from troche.population.mood.posterior import mood_manifest, read_mood
    from troche.population.parameters import read_parameters

    made = mood_manifest()["mechanisms"]
    best = max(MECHANISMS, key=lambda n: mood_manifest()["weights"][n]["pseudo_bma"])
    lines = [
        "| symbol | is | unit | prior, 90 % | posterior, 90 % | told by rows |",
        "|---|---|---|---|---|---|",
    ]
    for p in read_parameters("mood"):
        name = best if p.symbol in made[best]["informed"] else ""
        name = name or next((n for n in MECHANISMS if p.symbol in made[n]["informed"]), best)
        low, middle, high = np.quantile(read_mood(name).values[p.symbol], [0.05, 0.5, 0.95])
        told = made[name]["informed"].get(p.symbol, 0.0)
        known = f"{100 * max(0.0, told):.0f} %" + ("" if told >= TOLD else " (prior)")
        before = p.range or (0.0, 0.0)
        where = "" if name == best else f" ({MECHANISMS[name].letter})"
        lines.append(
            f"| `{p.symbol}`{where} | {p.meaning} | {p.unit} | {before[0]:.3g} to {before[1]:.3g} "
            f"| {middle:.3g} ({low:.3g} to {high:.3g}) | {known} |"
        )
    return (
        f"## Parameters\n\nUnder {best}, or under the mechanism in brackets where that one has "
        "none. *Told by rows* is the share of the prior's standard deviation that the rows took "
        "away; below 20 % a parameter is known from its prior alone.\n\n" + "\n".join(lines)
    )


def _families() -> str:
    from troche.pharmacology.mood.mechanisms import MECHANISMS
    from troche.population.mood.posterior import mood_manifest

    made = mood_manifest()
    letters = [m.letter for m in MECHANISMS.values()]
    lines = [
        "| family | numbers | " + " | ".join(letters) + " | largest Pareto k |",
        "|---|---|" + "---|" * (len(letters) + 1),
    ]
    for family, count in made["families"].items():
        cells = []
        for name in MECHANISMS:
            exact = made["densities"][name][family]
            weighted = made["importance"][name][family][0]
            cells.append(f"{exact:.1f} ({weighted:.1f})")
        shape = max(made["importance"][n][family][1] for n in MECHANISMS)
        lines.append(f"| {family} | {count} | {' | '.join(cells)} | {shape:.2f} |")
    return (
        "## Families\n\nLog predictive density of each family by the refit without it; in brackets "
        "the same by importance weights of the whole posterior, which cannot be trusted above a "
        "Pareto k of 0.7 and are not used.\n\n" + "\n".join(lines)
    )


def _left_aside() -> str:
    from troche.evidence import builtin, load
    from troche.population.mood.fitted import left_aside
    from troche.population.mood.relapse.read import Relapse
    from troche.population.trials import NotPredicted, Statistic
    from troche.studies.validate.outcomes import read_row

    read = [read_row(row, builtin()) for row in load("outcomes")]
    statistics = [s for s in read if isinstance(s, Statistic)]
    predicted = sum(not isinstance(each, NotPredicted) for each in read)
    lines = ["| rows | why |", "|---|---|"]
    reasons: dict[str, list[int]] = {}
    for s in statistics:
        why = left_aside(s, statistics)
        if why:
            reasons.setdefault(f"read, not fitted: {why}", []).append(s.row.row)
    for each in read:
        if isinstance(each, Relapse):
            why = "read, not fitted: relapse is predicted from the course of mood alone"
            reasons.setdefault(why, []).append(each.row.row)
        if isinstance(each, NotPredicted):
            reasons.setdefault(f"{each.why_not}: {each.detail}", []).append(each.row.row)
    for why, rows in reasons.items():
        lines.append(f"| {', '.join(map(str, rows))} | {why} |")
    return (
        f"## Rows\n\n{len(read)} rows of `outcomes`, of which {predicted} can be predicted; "
        "those that are not fitted, by row:\n\n" + "\n".join(lines)
    )
