"""Remembering what is dear to compute, as long as the dossier is as it was."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from depesche.ledger import facets

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier

Value = TypeVar("Value")

MOST = 256
"""Answers kept for one dossier; the least lately used go first."""

PATIENCE = 0.25
"""Seconds that making an answer may take for readers to wait for a fresh one. What takes longer is made anew beside
them, and they are shown the answer from just before: a `read` that commits every second must not make every page
slow."""

REST = 4
"""What takes longer than `PATIENCE` is made anew at most once in so many times the seconds that it takes."""


class StillCounting(Exception):
    """An answer is not there yet and a reader in a hurry did not wait for it; it is being made."""


_deadline: ContextVar[float | None] = ContextVar("depesche_deadline", default=None)


@contextmanager
def hurried(seconds: float | None) -> Iterator[None]:
    """Inside, nothing waits longer than this for an answer that has to be made: `StillCounting` is raised, and the
    answer is made in the background. None: everything waits.
    """
    token = _deadline.set(None if seconds is None else time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


@dataclass(slots=True)
class _Kept:
    stamp: str
    value: Any
    seconds: float
    made: float
    renewing: bool = False


@dataclass(slots=True)
class _Job:
    """An answer in the making."""

    done: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None


class Memory:
    """Answers by key, each with the dossier's stamp at the time it was made. Threads may share it."""

    def __init__(self, dossier: Dossier) -> None:
        self._ledger = dossier.ledger
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._jobs: dict[Hashable, _Job] = {}
        self._mine = threading.local()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The answer; made now where there is none, or none of today's that is quickly made.

        Raises:
            StillCounting: it takes longer than a reader in a hurry waits (`hurried`).
        """
        stamp = facets.stamp(self._ledger)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                if kept.stamp == stamp:
                    return kept.value  # type: ignore[no-any-return]
                if kept.seconds > PATIENCE:
                    self._mark_old()
                    if not kept.renewing and time.monotonic() - kept.made > REST * kept.seconds:
                        kept.renewing = True
                        threading.Thread(target=self._renew, args=(key, make, kept), daemon=True).start()
                    return kept.value  # type: ignore[no-any-return]
            job = self._jobs.get(key)
            mine = job is None
            if job is None:
                job = self._jobs[key] = _Job()
        deadline = _deadline.get()
        if mine and deadline is None:
            self._work(key, make, job)
        elif mine:
            threading.Thread(target=self._work, args=(key, make, job), daemon=True).start()
        if not job.done.wait(None if deadline is None else max(0.0, deadline - time.monotonic())):
            raise StillCounting
        if job.error is not None:
            raise job.error
        return job.value  # type: ignore[no-any-return]

    def knows(self, key: Hashable) -> bool:
        """Whether an answer is at hand, be it from just before."""
        with self._lock:
            kept = self._kept.get(key)
        return kept is not None and (kept.stamp == facets.stamp(self._ledger) or kept.seconds > PATIENCE)

    def _work(self, key: Hashable, make: Callable[[], Any], job: _Job) -> None:
        try:
            job.value = self._make(key, make)
        except BaseException as error:
            job.error = error
        finally:
            with self._lock:
                self._jobs.pop(key, None)
            job.done.set()

    def _make(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Make an answer. One that was made from an answer of just before is itself of just before."""
        stamp, began = facets.stamp(self._ledger), time.monotonic()
        old: list[bool] = getattr(self._mine, "old", [])
        self._mine.old = [*old, False]
        try:
            value = make()
        finally:
            from_old = self._mine.old[-1]
            self._mine.old = old
        if from_old:
            self._mark_old()
            stamp = ""
        now = time.monotonic()
        with self._lock:
            self._kept[key] = _Kept(stamp, value, now - began, now)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return value

    def _mark_old(self) -> None:
        """What this thread is making rests on an answer from just before."""
        if getattr(self._mine, "old", None):
            self._mine.old[-1] = True

    def _renew(self, key: Hashable, make: Callable[[], Any], kept: _Kept) -> None:
        try:
            self._make(key, make)
        except Exception:
            kept.renewing = False  # the next reader tries again, and is told what is wrong if it goes on


_memories: WeakKeyDictionary[Dossier, Memory] = WeakKeyDictionary()
_guard = threading.Lock()


def memory_of(dossier: Dossier) -> Memory:
    """The memory that belongs to a dossier."""
    with _guard:
        if dossier not in _memories:
            _memories[dossier] = Memory(dossier)
        return _memories[dossier]
