"""Caches compiled templates across builds, and runs them without Jinja's sandbox.

Slow: Sphinx has Jinja check at each include whether the file has changed, guard every call and attribute access
as for untrusted templates, and compile templates anew in each process. Gain: a third of the time for rendering pages,
and a tenth of a second per build. Assumes: templates are the blog's and the theme's, and do not change during a build;
the sandbox only forbids operations and does not change those that it allows.
"""

from __future__ import annotations

import os
import sys
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

    If *beside*, bytecode of the theme is kept beside its templates, as Python keeps that of modules (PEP 3147), so that
    the first build of a blog has it; all other is kept in *folder*.
    """

    def __init__(self, folder: Path, *, beside: bool) -> None:
        self.folder, self.beside = folder, beside

    def get_cache_key(self, name: str, filename: str | Path | None = None) -> str:
        """Return the path of a template, from which the name of its file is made."""
        return str(filename or name)

    def _path(self, bucket: Bucket) -> Path:
        if self.beside and bucket.key.startswith(f"{THEME}{os.sep}"):
            return Path(cache_from_source(bucket.key)).with_suffix(".jinja")
        return self.folder / f"{digest(bucket.key)}.cache"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load cached bytecode if it is undamaged."""
        if data := read_checksummed(self._path(bucket)):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store compiled bytecode."""
        path = self._path(bucket)
        path.parent.mkdir(exist_ok=True)
        write_checksummed(path, bucket.bytecode_to_string())


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
    is_plain = not (build_of(app).has_own_code or sys.dont_write_bytecode)  # own code may change how Jinja compiles
    environment.bytecode_cache = SealedCache(folder, beside=is_plain and os.access(THEME, os.W_OK))
