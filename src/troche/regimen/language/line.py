"""A line being read: its terms, the position among them, and what was looked for there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from troche.errors import RegimenError, nearest
from troche.regimen.language.terms import Term, fold, read_terms
from troche.regimen.language.tokens import place
from troche.regimen.language.words import ALIASES, UNCLEAR, VOCABULARY


class Line:
    """The terms of one line, read from left to right.

    Everything that was looked for at the present position and not found is
    remembered, so that a refusal can list what may stand there.

    Examples
    --------
    >>> line = Line("daily at home")
    >>> line.take("weekly"), line.take("daily"), line.here.text
    (None, 'daily', 'at home')
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.terms = read_terms(text)
        self.position = 0
        self.wanted: dict[str, tuple[str, ...]] = {}

    @property
    def here(self) -> Term:
        """The term at the present position."""
        return self.terms[self.position]

    @property
    def ahead(self) -> Term:
        """The term after that."""
        return self.terms[min(self.position + 1, len(self.terms) - 1)]

    def at(self, *words: str) -> bool:
        """Return whether one of `words` stands here, without stepping over it."""
        return self.here.kind == "word" and self.here.text in words

    def advance(self) -> Term:
        """Step over the term here and return it."""
        term = self.here
        self.position += 1
        self.wanted = {}
        return term

    def take(self, *words: str, meaning: str = "") -> str | None:
        """Step over one of `words` and return it, or return None."""
        if self.at(*words):
            return self.advance().text
        self.wanted[meaning or " or ".join(f"'{word}'" for word in words)] = words
        return None

    def need(self, *words: str, meaning: str = "") -> str:
        """Step over one of `words` and return it, or refuse what stands here."""
        return self.take(*words, meaning=meaning) or self.refuse()

    def take_kind(self, kind: str, meaning: str) -> Term | None:
        """Step over a term of `kind` and return it, or return None."""
        if self.here.kind == kind:
            return self.advance()
        self.wanted[meaning] = ()
        return None

    def need_kind(self, kind: str, meaning: str) -> Term:
        """Step over a term of `kind` and return it, or refuse what stands here."""
        return self.take_kind(kind, meaning) or self.refuse()

    def need_whole(self, meaning: str) -> int:
        """Step over a whole number and return it, or refuse what stands here."""
        term = self.need_kind("number", meaning)
        if "." in term.text:
            where = place(self.text, term.token)
            raise RegimenError(where, term.text, f"a whole number: {meaning}")
        return int(term.text)

    def refuse(self, allowed: str = "", meant: str = "") -> NoReturn:
        """Refuse the term here; `allowed` defaults to all that was looked for."""
        term = self.here
        if term.kind == "unknown" and not meant:
            words = [word for group in self.wanted.values() for word in group]
            said = [alias for alias, wording in ALIASES.items() if wording in words]
            meant = (
                UNCLEAR.get(fold(term.token.text))
                or nearest(term.token.text, [*words, *said])
                # A word of another kind has to be all but there.
                or nearest(term.token.text, [*sorted(VOCABULARY), *ALIASES], 0.8)
            )
        found = term.token.text or "the end of the line"
        where = place(self.text, term.token)
        raise RegimenError(where, found, allowed or "; ".join(self.wanted), meant)

    @contextmanager
    def placed(self, term: Term) -> Iterator[None]:
        """Give an error raised inside the place of `term`, unless it has its own."""
        try:
            yield
        except RegimenError as error:
            if error.where != "regimen":
                raise
            where = place(self.text, term.token)
            raise RegimenError(where, error.found, error.allowed, error.meant) from None
