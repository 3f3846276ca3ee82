"""What takes seconds and is the same for everyone: computed once, when first asked for.

One thread computes; whoever asks meanwhile waits with the first, for a limited time, and is then
told to come back. A computation that fails is tried again by the next caller.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from starlette.requests import Request

from troche.web.faults import Busy

if TYPE_CHECKING:
    from troche.studies.claims import ClaimResult
    from troche.studies.plain import PlainPage
    from troche.studies.validate import Validation

__all__ = ["Documents", "Kept", "claims", "documents_of", "plain", "validation"]

_T = TypeVar("_T")
_RETRY: Final = 5


@dataclass(frozen=True)
class Kept(Generic[_T]):
    """Something computed, in the forms in which it is asked for.

    Parameters
    ----------
    found
        As the layer below returns it.
    document
        The same as plain data.
    text
        The same as JSON.
    """

    found: _T
    document: dict[str, Any]
    text: bytes


def _kept(found: _T, document: dict[str, Any]) -> Kept[_T]:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Kept(found, document, text.encode())


def _claims() -> Kept[tuple[ClaimResult, ...]]:
    from troche.report.claims_text import claims_document
    from troche.studies.claims import claims

    found = claims()
    return _kept(found, claims_document(found))


def _validation() -> Kept[Validation]:
    from troche.studies.validate import validate

    found = validate()
    # Where the built-in tables lie on this machine is nobody's business.
    return _kept(found, found.document() | {"evidence": "built-in"})


def _plain() -> Kept[PlainPage]:
    from troche.report.plain import plain_document
    from troche.studies.plain import plain_page

    found = plain_page()
    return _kept(found, plain_document(found))


class Documents:
    """Computes each document once.

    Parameters
    ----------
    wait
        Seconds for which a caller waits.
    """

    def __init__(self, wait: float) -> None:
        self._wait = wait
        self._thread = ThreadPoolExecutor(1, "documents")
        self._futures: dict[str, Future[Any]] = {}
        self._lock = Lock()

    def ready(self, name: str) -> bool:
        """Return whether asking for a document takes no time.

        A page that asks goes out without the document where it is not, and a second request
        of the page waits for it.
        """
        future = self._futures.get(name)
        return future is not None and future.done() and not _failed(future)

    async def get(self, name: str, make: Callable[[], _T], *, patient: bool = False) -> _T:
        """Return a document, computed by the first who asks.

        Parameters
        ----------
        name
            Of the document.
        make
            Computes it; it may not ask for another document.
        patient
            Whether the caller waits as long as it takes: a page cannot come back by itself.

        Raises
        ------
        troche.web.faults.Busy
            If it takes longer than a caller waits; the computation goes on.
        """
        with self._lock:
            future = self._futures.get(name)
            if future is None or (future.done() and _failed(future)):
                future = self._futures[name] = self._thread.submit(make)
        try:
            found: _T = await asyncio.wait_for(
                asyncio.shield(asyncio.wrap_future(future)), None if patient else self._wait
            )
        except TimeoutError:
            allowed = f"asking again in {_RETRY} s"
            raise Busy(name, "being computed", allowed, retry_after=_RETRY) from None
        return found

    def close(self) -> None:
        """Start nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _failed(future: Future[Any]) -> bool:
    return future.cancelled() or future.exception() is not None


def documents_of(request: Request) -> Documents:
    """Return the documents of the application that answers."""
    found: Documents = request.app.state.documents
    return found


async def claims(request: Request, *, patient: bool = False) -> Kept[tuple[ClaimResult, ...]]:
    """Return the claims that ship, evaluated."""
    return await documents_of(request).get("claims", _claims, patient=patient)


async def validation(request: Request, *, patient: bool = False) -> Kept[Validation]:
    """Return the validation against the built-in tables."""
    return await documents_of(request).get("validation", _validation, patient=patient)


async def plain(request: Request, *, patient: bool = False) -> Kept[PlainPage]:
    """Return the plain page."""
    return await documents_of(request).get("plain page", _plain, patient=patient)
