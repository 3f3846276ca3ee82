"""Reading a study file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from troche.studies.specification import StudySpec, checked
from troche.studies.yaml_file import read_yaml, yaml_of

__all__ = ["read_study", "study_of"]

_KEYS: Final = "keys: study, patients, weeks, regimens"


def read_study(path: str | Path) -> StudySpec:
    """Read a study from a YAML file.

    Parameters
    ----------
    path
        The file; a patient file that it names lies relative to it.

    Returns
    -------
    StudySpec

    Raises
    ------
    troche.errors.StudyError
        If the file cannot be read, is not UTF-8 or not YAML, repeats a key, uses anchors,
        aliases or tags, is deeper or larger than a study can be, or a field is wrong.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> file = folder / "one.yaml"
    >>> _ = file.write_text('''
    ... study: One infusion
    ... weeks: 1
    ... regimens:
    ...   infusion: 0.5 mg/kg ketamine iv over 40 min
    ... ''')
    >>> read_study(file).study
    'One infusion'
    """
    file = Path(path)
    return checked(read_yaml(file, _KEYS), file.name, file.parent)


def study_of(data: bytes, name: str) -> StudySpec:
    """Return the study in the bytes of a YAML file that came without a folder.

    Parameters
    ----------
    data
        The bytes.
    name
        What messages call the file.

    Raises
    ------
    troche.errors.StudyError
        As from `read_study`; a patient file that it names is not looked for.

    Examples
    --------
    >>> study_of(b"{study: One, weeks: 1, regimens: {a: 10 mg ketamine oral}}", "it").study
    'One'
    """
    return checked(yaml_of(data, name, _KEYS), name)
