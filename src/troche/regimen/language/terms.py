"""From tokens to terms: aliases replaced by the words they stand for."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Final

from troche.regimen.language.tokens import Token, tokenise
from troche.regimen.language.words import ALIASES, VOCABULARY


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary, a number, a clock time or a sign, and where it stood.

    ``kind`` is the token's kind, or ``"unknown"`` for a word in no list; ``text``
    is the canonical word.
    """

    kind: str
    text: str
    token: Token


# Only A to Z are folded: str.lower would also turn the Kelvin sign into k and a
# capital mu, which looks like the M of mg, into the mu of µg.
_FOLD: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(word: str) -> str:
    """Return `word` in lower case, its slashes without spaces.

    Examples
    --------
    >>> fold("MG / kg")
    'mg/kg'
    """
    return "/".join(piece.strip() for piece in word.translate(_FOLD).split("/"))


def _replacement(wording: str) -> tuple[str, ...]:
    if wording in VOCABULARY:
        return (wording,)
    return tuple(wording.split())


PHRASES: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    tuple(fold(said).split()): _replacement(wording)
    for said, wording in {**{word: word for word in VOCABULARY}, **ALIASES}.items()
}
"""Words as said, folded, to the canonical words that they stand for."""

_LONGEST: Final = max(len(phrase) for phrase in PHRASES)


def read_terms(text: str) -> list[Term]:
    """Return the terms of a line; the longest listed phrase wins.

    Examples
    --------
    >>> [term.text for term in read_terms("10 mg S-ketamine IN, bid in the clinic")]
    ['10', 'mg', 'esketamine', 'nasal', ',', '2', 'times', 'daily', 'in clinic', '']
    """
    tokens = tokenise(text)
    terms: list[Term] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind != "word":
            terms.append(Term(token.kind, token.text, token))
            position += 1
            continue
        length, wording = _longest(tokens, position)
        if not wording:
            terms.append(Term("unknown", token.text, token))
        terms += [Term("number" if word.isdigit() else "word", word, token) for word in wording]
        position += length
    return terms


def _longest(tokens: list[Token], position: int) -> tuple[int, tuple[str, ...]]:
    words: list[str] = []
    for token in tokens[position : position + _LONGEST]:
        if token.kind != "word":
            break
        words.append(fold(token.text))
    for length in range(len(words), 0, -1):
        wording = PHRASES.get(tuple(words[:length]))
        if wording is not None:
            return length, wording
    return 1, ()
