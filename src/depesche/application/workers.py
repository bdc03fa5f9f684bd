"""Worker processes for the stages that look at one document at a time.

Processes are spawned (not forked): the parent may hold threads and an open database. A worker computes with one
thread, leaves interrupts to the parent, and ends itself when the parent is gone, so that a killed run leaves nothing
behind.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
# Batches in flight per worker: one being worked on, one waiting, so that no worker idles and memory stays flat.
_AHEAD = 2


def _begin_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


class Workers:
    """A pool that maps a function over batches, in order; with one job it works in this process.

    Args:
        jobs: how many processes; 1 means none beside this one.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = max(1, jobs)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """The function's results in the order of the items; results are computed a few items ahead of their use."""
        if self.jobs == 1:
            yield from map(function, items)
            return
        waiting: deque[Future[Result]] = deque()
        pool = self._started()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) >= self.jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            before = {name: os.environ.get(name) for name in _ONE_THREAD}
            os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))  # read by the children when they load numpy
            try:
                self._pool = ProcessPoolExecutor(
                    self.jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker
                )
                for future in [self._pool.submit(os.getpid) for _ in range(self.jobs)]:
                    future.result()
            finally:
                for name, value in before.items():
                    if value is None:
                        os.environ.pop(name, None)
                    else:
                        os.environ[name] = value
        return self._pool
