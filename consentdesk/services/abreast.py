"""Two files at a time: work that waits for disk, hashing or a child process uses both cores.

Only for functions that release the interpreter while they work; results come in the order asked.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2
"""More gain nothing: SHA-256 runs at the disk's speed on two cores already."""
AHEAD = 8
"""Files begun before the first result is taken; keeps both cores busy and memory flat."""


@contextmanager
def abreast(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    ahead: int = AHEAD,
    threads: int = THREADS,
) -> Iterator[Iterator[Result]]:
    """The results, in the order of the items, worked out up to `ahead` items in advance.

    Leaving the block early drops what has not begun and waits for what has, so that no thread
    outlives it. An exception of `work` is raised where its result is taken. More `threads` pay
    where the work also waits for something else, such as a disk that is told to write.
    """
    if len(items) < THREADS:
        yield map(work, items)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="files")
    try:
        yield _results(pool, work, iter(items), ahead)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _results(
    pool: ThreadPoolExecutor,
    work: Callable[[Item], Result],
    items: Iterator[Item],
    ahead: int,
) -> Iterator[Result]:
    waiting: deque[Future[Result]] = deque(pool.submit(work, item) for item in islice(items, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(work, item) for item in islice(items, 1))
