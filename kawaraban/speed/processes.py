"""Processes that share their work."""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from sphinx.util.parallel import ParallelTasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class WorkQueue:
    """A queue of items shared by several processes: each takes the next one, so that a slow core does less."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.next = get_context("fork").Value("q", 0)

    def __iter__(self) -> Iterator[Any]:
        """Yield items that no other process takes."""
        while True:
            with self.next.get_lock():
                index, self.next.value = self.next.value, self.next.value + 1
            if index >= len(self.items):
                return
            yield self.items[index]


class Tasks(ParallelTasks):
    """Processes whose results are taken by `join` alone; Sphinx's `add_task` would drop a fault that it meets."""

    def add_task(self, task_func: Any, arg: Any = None, result_func: Any = None) -> None:
        """Start a process."""
        running, self._precvs = self._precvs, {}
        super().add_task(task_func, arg, result_func)
        self._precvs |= running

    def join(self) -> None:
        """Take each result as soon as it is there, while Sphinx looks from time to time; end all after a fault."""
        try:
            while self._precvs:
                wait([*self._precvs.values()])
                self._join_one()
        except BaseException:
            for task in self._precvs:
                self._procs[task].terminate()
            raise
