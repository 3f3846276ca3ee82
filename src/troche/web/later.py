"""Something that takes seconds to compute: once for all visitors, by whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Once"]

Found = TypeVar("Found")


class Once(Generic[Found]):
    """A value that is computed at the first asking and kept.

    A page asks `ready` first: where it is not, the page goes out without the value, and a
    second request waits for it.

    Parameters
    ----------
    compute
        Makes the value; slow.

    Examples
    --------
    >>> once = Once(lambda: 42)
    >>> once.ready, once.value(), once.ready
    (False, 42, True)
    """

    def __init__(self, compute: Callable[[], Found]) -> None:
        self._compute = compute
        self._found: list[Found] = []
        self._lock = Lock()

    @property
    def ready(self) -> bool:
        """Whether asking takes no time."""
        return bool(self._found)

    def value(self) -> Found:
        """Return the value, after a while where nobody asked before."""
        with self._lock:
            if not self._found:
                self._found.append(self._compute())
        return self._found[0]
