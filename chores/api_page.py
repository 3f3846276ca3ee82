"""The page of the API, made of what the server says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

__all__ = ["api_page"]

_INTRODUCTION: Final = """# API

Written by `make pages` from the server's own description, which `/api/openapi.json` gives whole \
and `/api` shows as a page to try things out. [How to start the server](../start/workbench.md).

## Conventions

**Intended use.** {intended_use}

**Errors** have one shape, whatever their status, and the same as the command line's `--json`:

```json
{{"error": {{"code": "bad-regimen", "where": "regimen, word 3 (character 7) of \\"10 mg ketamin \
iv\\"", "found": "ketamin", "allowed": "a drug: ketamine, esketamine, arketamine", "meant": \
"ketamine"}}}}
```

| status | code | when |
|---|---|---|
{statuses}
| 422 | `bad-…` | [bad input](errors.md), as on the command line |
| 500 | `bug` | a fault of ours; the trace is in a file on the server |

`Retry-After` stands beside 429 and 503 where another try is worth it. Pages answer with the \
same words in HTML.

**Token.** On loopback none is needed. Elsewhere: `Authorization: Bearer TOKEN`, in a header and \
never in an address.

**Bodies** are JSON, or forms with files; at most {body:,} bytes.

**What takes seconds** (claims, validation) is computed once, when first asked for. A caller \
waits up to {wait:g} s and is then told to come back.

**Numbers** carry their unit in the name or beside them. Rows carry their source and reading \
grade."""


def api_page() -> str:
    """Return the page: conventions, and every address by tag."""
    from troche.report.prose import INTENDED_USE
    from troche.web.app import create_app
    from troche.web.settings import Limits, Settings

    schema = create_app(Settings(home=Path())).openapi()
    limits = Limits()
    head = _INTRODUCTION.format(
        intended_use=INTENDED_USE,
        statuses=_statuses(),
        body=limits.body_bytes,
        wait=limits.wait_seconds,
    )
    parts = [head]
    for tag in schema["tags"]:
        lines = [
            _line(method, path, operation)
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        ]
        if lines:
            table = "| address | takes | answers |\n|---|---|---|\n" + "\n".join(lines)
            title = str(tag["name"]).capitalize()
            parts.append(f"## {title}\n\n{tag['description']}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def _statuses() -> str:
    from troche.web import faults

    found = faults.Fault.__subclasses__()
    rows = [
        f"| {kind.status} | `{kind.code}` | {(kind.__doc__ or '').strip().splitlines()[0][:-1]} |"
        for kind in found
    ]
    return "\n".join(sorted(rows))


def _line(method: str, path: str, operation: dict[str, Any]) -> str:
    takes = [
        f"`{each['name']}`" + ("" if each.get("required") else " (optional)")
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    ]
    takes += operation.get("requestBody", {}).get("content", {})
    said = str(operation.get("description", operation["summary"])).split("\n\n")[0]
    cells = (f"`{method.upper()} {path}`", ", ".join(takes) or "–", " ".join(said.split()))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
