"""How a run tells what it is doing while it does it, to whoever listens in the same process.

What is shown, and where, is the listener's work (the command line's); where nobody listens, nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a step is: `done` of `total` units, and what it works at now."""

    step: str
    done: int
    total: int
    note: str = ""


_listener: ContextVar[Callable[[Advance], None] | None] = ContextVar("listener", default=None)


def tell(step: str, done: int, total: int, note: str = "") -> None:
    """Tell the listener, if there is one, how far a step is."""
    listener = _listener.get()
    if listener is not None:
        listener(Advance(step, done, total, note))


@contextmanager
def listening(listener: Callable[[Advance], None]) -> Iterator[None]:
    """Have a listener hear every step that runs inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
