"""What a publication is asked to do, and what it reports."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.publishing.lock import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from pathlib import Path

    from kawaraban.publishing.files import File
    from kawaraban.publishing.memory import Memory
    from kawaraban.publishing.remotes import Remote
    from kawaraban.publishing.state import Publication


@dataclass(frozen=True, slots=True)
class Job:
    """What is wanted: the *blog* (its address) in *root* shall be at *remote*, as this computer remembers in *memory*.

    `is_first` takes over a target with other files, `is_forced` goes on where pages would vanish or a newer
    publication is there. `tell` is given messages for the author meanwhile.
    """

    blog: str
    root: Path
    remote: Remote
    memory: Memory
    tell: Callable[[str], None]
    zone: tzinfo | None = None
    is_first: bool = False
    is_forced: bool = False
    patience: float = PATIENCE
    clock: Callable[[], float] = time.time


class Report(NamedTuple):
    """What a publication has done, or would do: files `sent`, deleted ones, and how many `stay` for a while."""

    sent: dict[str, File]
    deleted: list[str]
    stay: int
    seconds: float
    publication: Publication | None
