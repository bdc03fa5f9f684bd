"""Make items ready in other processes while the network learns from the ones before."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
WAITING = 3  # items a worker that are made before they are asked for
_items: Sequence[object] = ()  # what forked workers take from; nothing but numbers travels to them


def ahead(items: Sequence[Item], workers: int) -> Iterator[Item]:
    """The items in order.

    Args:
        items: what `items[number]` makes must depend on the number alone, and use no accelerator.
        workers: processes; 0 makes each item when it is asked for.
    """
    global _items
    if not workers:
        yield from (items[number] for number in range(len(items)))
        return
    _items = items
    waiting: deque[Future[Item]] = deque()
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork"))
    try:
        for number in range(len(items)):
            waiting.append(pool.submit(_item, number))
            if len(waiting) > WAITING * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _item(number: int) -> object:
    return _items[number]
