"""The README's pictures, from a fresh run of the demo's study and of the workbench.

`python -m chores.pictures` computes the study, draws its main figure and takes a picture of
it with Chromium, which has to be installed; then of pages of the workbench. The numbers are
those of the study file. `python -m chores.pictures workbench` takes those of the workbench alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from chores.workbench import photograph

__all__ = ["LARGEST", "PICTURE", "STUDY", "take", "take_workbench"]

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "examples" / "microdose-or-infusion.yaml"
PICTURE = ROOT / "docs" / "pictures" / "demo.png"
LARGEST = 300_000
"""Bytes that the picture may have; it travels with every clone."""

_BUTTONS = ["toImage", "zoom", "pan", "zoomIn", "zoomOut", "autoScale", "resetScale"]


def take(picture: Path = PICTURE) -> None:
    """Compute the demo's study and photograph its main figure."""
    import troche
    from troche.report import save_figure

    browser = _browser()
    figure = troche.compare(troche.read_study(STUDY)).figure()
    # A picture has no buttons, and ends where the figure does: what the page says below it
    # is in the README's own words.
    figure.update_layout(modebar_remove=_BUTTONS)
    figure.layout.meta = None
    # The window is taller than what it shows by the browser's own bars.
    width, height = 1000, int(figure.layout.height or 600) + 60
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "figure.html", Path(folder) / "figure.png"
        save_figure(figure, page)
        subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                *(f"--user-data-dir={folder}/profile", "--host-resolver-rules=MAP * ~NOTFOUND"),
                *(f"--window-size={width},{height}", "--force-device-scale-factor=1.5"),
                *("--virtual-time-budget=5000", f"--screenshot={shot}", page.as_uri()),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        size = shot.stat().st_size
        if size > LARGEST:
            sys.exit(f"the picture has {size:,} bytes; at most {LARGEST:,}")
        picture.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shot, picture)
    print(f"{picture.relative_to(ROOT)}, {size:,} bytes")


def take_workbench(folder: Path = PICTURE.parent) -> None:
    """Photograph pages of the workbench."""
    for picture in photograph(folder, _browser()):
        print(f"{picture.relative_to(ROOT)}, {picture.stat().st_size:,} bytes")


def _browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
    if found is None:
        sys.exit("Chromium is needed (Debian, Ubuntu: apt-get install chromium)")
    return found


if __name__ == "__main__":
    if sys.argv[1:] != ["workbench"]:
        take()
    take_workbench()
