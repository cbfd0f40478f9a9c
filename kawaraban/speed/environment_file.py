"""Saves the environment beside the build, or while pages are written.

Slow: of a large blog, pickling the environment takes a twentieth of a build after an edit, in which the second core is
idle. Gain: that time. Assumes: `Builder.build` pickles the environment, and nothing else; nobody reads the file before
the build is published; writing changes nothing in the environment that later builds read.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, BinaryIO

from sphinx import builders
from sphinx.builders import Builder

from kawaraban.state import workers_of
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def patches(app: Sphinx) -> Iterator[Patch]:
    """Save the environment beside the build."""

    def dump(env: BuildEnvironment, file: BinaryIO, protocol: int) -> None:
        def save() -> None:
            with Path(file.name).open("wb") as again:  # `file` may have been closed since
                pickle.dump(env, again, protocol)

        workers_of(app).beside(save)

    replacement = SimpleNamespace(**vars(pickle) | {"dump": dump})
    yield Patch(builders, "pickle", replacement, "98501f7f3c98", (Builder.build,))
