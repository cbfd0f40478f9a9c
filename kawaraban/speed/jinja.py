"""Caches compiled templates across builds, and runs them without Jinja's sandbox.

Slow: Sphinx has Jinja check at each include whether the file has changed, guard every call and attribute access
as for untrusted templates, and compile templates anew in each process. Gain: a third of the time for rendering pages,
and a tenth of a second per build. Assumes: templates are the blog's and the theme's, and do not change during a build;
the sandbox only forbids operations and does not change those that it allows.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment
from jinja2.sandbox import SandboxedEnvironment

from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.incremental.files import digest
from kawaraban.state import build_of

if TYPE_CHECKING:
    from jinja2.bccache import Bucket
    from sphinx.application import Sphinx

THEME = Path(__file__).parents[1] / "theme" / "kawaraban"


class SealedCache(BytecodeCache):
    """A bytecode cache with checksummed files, since damaged bytecode could crash the interpreter.

    Bytecode of the theme is kept beside its templates, as Python keeps that of modules (PEP 3147), so that the first
    build of a blog has it; where it cannot be written there, and for other templates, in *folder*.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_cache_key(self, name: str, filename: str | Path | None = None) -> str:
        """Return the path of a template, from which the names of its files are made."""
        return str(filename or name)

    def _files(self, bucket: Bucket) -> list[Path]:
        own = self.folder / f"{digest(bucket.key)}.cache"
        if sys.dont_write_bytecode or not bucket.key.startswith(f"{THEME}{os.sep}"):
            return [own]
        return [Path(cache_from_source(bucket.key)).with_suffix(".jinja"), own]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load cached bytecode if it is undamaged."""
        if data := next(filter(None, map(read_checksummed, self._files(bucket))), None):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store compiled bytecode."""
        *beside, own = self._files(bucket)
        for file in beside:
            with suppress(OSError):
                file.parent.mkdir(exist_ok=True)
                write_checksummed(file, bucket.bytecode_to_string())
                return
        write_checksummed(own, bucket.bytecode_to_string())


def holds() -> bool:
    """Return whether the sandbox has no state that a plain environment lacks."""
    return set(vars(SandboxedEnvironment())) - set(vars(Environment())) <= {"binop_table", "unop_table"}  # noqa: S701


def apply(app: Sphinx) -> None:
    """Remove the sandbox from the template environment, and add the bytecode cache."""
    environment = app.builder.templates.environment
    environment.auto_reload = False
    environment.__class__, environment.sandboxed = Environment, False
    folder = Path(build_of(app).session.staging.cache, "templates")
    folder.mkdir(exist_ok=True)
    environment.bytecode_cache = SealedCache(folder)
