"""Remembering what is dear to compute, as long as the dossier is as it was."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
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


@dataclass(slots=True)
class _Kept:
    stamp: str
    value: Any
    seconds: float
    renewing: bool = False


class Memory:
    """Answers by key, each with the dossier's stamp at the time it was made. Threads may share it."""

    def __init__(self, dossier: Dossier) -> None:
        self._ledger = dossier.ledger
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._busy: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Value], *, stale: bool = True) -> Value:
        """The answer; made now where there is none of today's.

        Args:
            key: what is asked.
            make: answers it.
            stale: whether an answer from just before will do while a dear one is made anew.
        """
        stamp = facets.stamp(self._ledger)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                if kept.stamp == stamp:
                    return kept.value  # type: ignore[no-any-return]
                if stale and kept.seconds > PATIENCE:
                    if not kept.renewing:
                        kept.renewing = True
                        threading.Thread(target=self._renew, args=(key, make, kept), daemon=True).start()
                    return kept.value  # type: ignore[no-any-return]
            busy = self._busy.setdefault(key, threading.Lock())
        with busy:  # several readers at once: one makes it, the others take it
            with self._lock:
                kept = self._kept.get(key)
                if kept is not None and kept.stamp == stamp:
                    return kept.value  # type: ignore[no-any-return]
            return self._make(key, make)

    def knows(self, key: Hashable) -> bool:
        """Whether an answer is at hand, be it from just before."""
        with self._lock:
            kept = self._kept.get(key)
        return kept is not None and (kept.stamp == facets.stamp(self._ledger) or kept.seconds > PATIENCE)

    def _make(self, key: Hashable, make: Callable[[], Value]) -> Value:
        stamp, began = facets.stamp(self._ledger), time.perf_counter()
        value = make()
        with self._lock:
            self._kept[key] = _Kept(stamp, value, time.perf_counter() - began)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                gone, _ = self._kept.popitem(last=False)
                self._busy.pop(gone, None)
        return value

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
