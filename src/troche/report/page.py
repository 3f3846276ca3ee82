"""One HTML file that holds a whole report and asks nobody for anything."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from troche.report.answer import answer
from troche.report.beside import beside
from troche.report.blood import site_of
from troche.report.captions import (
    ASSUMED,
    BURDEN_ASKS,
    MICRODOSE,
    PUBLISHED,
    exposure_caption,
    harm_caption,
    mood_caption,
)
from troche.report.exhibit import Exhibit
from troche.report.exhibits import exhibits
from troche.report.flags import flags_by_place
from troche.report.harm.prose import how_to_read_harm
from troche.report.harm.reading import harm_of
from troche.report.harm.tables import (
    BURDEN,
    COLUMNS,
    burden_notes,
    burden_rows,
    harm_rows,
    microdose_rows,
    number_rows,
)
from troche.report.library import (
    content_policy,
    embedded,
    plotly_library,
    report_script,
    text_of,
)
from troche.report.manifest import manifest_rows
from troche.report.mood.prose import how_to_read_mood
from troche.report.mood.reading import WORTHWHILE, day_of, mood_of, named
from troche.report.mood.tables import estimand_rows, short_rows
from troche.report.prose import (
    INTENDED_USE,
    cohort_words,
    how_to_read,
    limits,
    question,
)
from troche.report.sources import grades_of, key_of, numbered, safe_link
from troche.report.tables import main_columns, main_rows, quantity_rows, table_notes
from troche.report.theme import called, is_extrapolated, plotly_config, styles_of
from troche.studies.plain.page import core
from troche.studies.results import Result

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["environment", "render", "without_title"]

_TOP = 30
"""Pixels that a figure without its title keeps above, for the heading of its panel."""


def render(result: Result) -> str:
    """Return the report as text of HTML."""
    shown = exhibits(result)
    script = report_script()
    library = plotly_library() if shown else ""
    sources = numbered(result)
    drawn = {x.key: without_title(x) for x in shown}
    columns = main_columns(result)
    page = environment().get_template("report.html.j2")
    return page.render(
        result=result,
        intended_use=INTENDED_USE,
        question=question(result),
        answer=answer(result),
        cohort=cohort_words(result),
        columns=columns,
        rows=main_rows(result),
        caption=exposure_caption(result),
        table_notes=table_notes(result),
        extrapolated={r.name for r in result.regimens if is_extrapolated(r)},
        styles=styles_of(result.regimens),
        how_to_read=how_to_read(result),
        main=shown[0] if shown else None,
        others=[x for x in shown[1:] if x.of == "exposure"],
        mood=_mood(result, shown[1:]),
        harm=_harm(result, shown),
        microdose=microdose_rows(result),
        microdose_is=MICRODOSE,
        burden=_burden(result),
        flags=flags_by_place(result),
        published_are=PUBLISHED,
        assumed=ASSUMED,
        published=[
            (r, beside(r, site_of(result) == "arterial")) for r in result.regimens if r.observations
        ],
        quantities=[(r, quantity_rows(r)) for r in result.regimens],
        limits=limits(result),
        plain_words=core(),
        sources=sources,
        grades=grades_of(sources),
        manifest=manifest_rows(
            {k: v for k, v in result.manifest.items() if k not in ("command", "data")}
        ),
        hashes=manifest_rows({"data": result.manifest.get("data", {})}),
        css=text_of("report.css"),
        heights={key: figure["layout"]["height"] for key, figure in drawn.items()},
        figures=embedded(drawn),
        config=embedded(plotly_config("troche-figure")),
        policy=content_policy([library, script]),
        library=library,
        script=script,
    )


def _mood(result: Result, others: list[Exhibit]) -> dict[str, Any] | None:
    """Return what the section on mood shows; None where there is no mood."""
    mood = mood_of(result)
    if mood is None:
        return None
    return {
        "day": day_of(mood).words,
        "caption": mood_caption(mood),
        "worthwhile": f"{WORTHWHILE:g}",
        "rows": short_rows(mood),
        "placebo": mood.placebo,
        "infusion": mood.infusion,
        "quantities": [(r, estimand_rows(r)) for r in mood.regimens],
        "how_to_read": how_to_read_mood(mood),
        "exhibits": [x for x in others if x.of == "mood"],
    }


def _harm(result: Result, shown: list[Exhibit]) -> dict[str, Any] | None:
    """Return what the section on harm shows; None where there is no harm."""
    harm = harm_of(result)
    if harm is None:
        return None
    return {
        "columns": COLUMNS,
        "caption": harm_caption(harm),
        "rows": harm_rows(result),
        "quantities": [(r, number_rows(harm[r.name])) for r in result.regimens],
        "how_to_read": how_to_read_harm(result),
        "exhibits": [x for x in shown if x.of == "harm"],
    }


def _burden(result: Result) -> dict[str, Any] | None:
    """Return what the section on burden shows, regulators' rows beside home regimens."""
    rows = burden_rows(result)
    if not rows:
        return None
    regulators = [(r, [f for f in r.flags if f.kind == "regulator"]) for r in result.regimens]
    return {
        "caption": BURDEN_ASKS,
        "columns": BURDEN,
        "rows": rows,
        "notes": burden_notes(result),
        "regulators": [(r, flags) for r, flags in regulators if flags],
    }


def without_title(exhibit: Exhibit) -> dict[str, Any]:
    """Return data and layout; the page has the title above and the notes below."""
    content: dict[str, Any] = json.loads(str(exhibit.figure.to_json()))
    layout = content["layout"]
    layout.pop("title", None)
    layout.pop("template", None)
    layout["height"] -= layout["margin"]["t"] - _TOP
    layout["margin"]["t"] = _TOP
    return {"data": content["data"], "layout": layout}


@cache
def environment() -> Environment:
    """Return the templates of the package."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("troche.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["safe_link"] = safe_link
    environment.filters["source_key"] = key_of
    environment.filters["called"] = called
    environment.filters["named"] = named
    return environment
