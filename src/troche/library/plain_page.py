"""The page for anyone."""

from __future__ import annotations

from pathlib import Path

__all__ = ["plain"]


def plain(path: str | Path) -> Path:
    """Write the plain page: what is known, what is not, and what regulators say.

    Parameters
    ----------
    path
        The file, which ends in ``.html``; one that is there is replaced.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    troche.BadInput
        If the name does not end in ``.html`` or the folder cannot be written.

    Examples
    --------
    >>> import tempfile, troche as t
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     t.plain(f"{folder}/plain.html").name
    'plain.html'
    """
    from troche.report.plain import write_plain
    from troche.studies.plain import plain_page

    return write_plain(plain_page(), path)
