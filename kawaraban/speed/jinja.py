"""Templates compiled once for all builds, and run without a guard.

Slow: Sphinx has Jinja ask at each include whether the file has changed, watch every call and attribute as if strangers
had written the templates, and compile them anew in each process. Gain: a third of the time of putting pages together,
and a tenth of a second a build. Assumes: templates are the blog's own and the theme's, and do not change during a
build; Jinja's sandbox only forbids, and makes nothing else of what it allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment
from jinja2.sandbox import SandboxedEnvironment

from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.state import build_of

if TYPE_CHECKING:
    from jinja2.bccache import Bucket
    from sphinx.application import Sphinx


class SealedCache(BytecodeCache):
    """What is compiled, in files that begin with the digest of the rest: a damaged one could end the interpreter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.cache"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what is kept, where it is whole."""
        if data := read_checksummed(self._path(bucket)):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has been compiled."""
        write_checksummed(self._path(bucket), bucket.bytecode_to_string())


def holds() -> bool:
    """Return whether the sandbox has no state that an environment without it lacks."""
    return set(vars(SandboxedEnvironment())) - set(vars(Environment())) <= {"binop_table", "unop_table"}  # noqa: S701


def apply(app: Sphinx) -> None:
    """Take the guard from the environment of templates, and keep what is compiled."""
    environment = app.builder.templates.environment
    environment.auto_reload = False
    environment.__class__, environment.sandboxed = Environment, False
    folder = Path(build_of(app).session.staging.cache, "templates")
    folder.mkdir(exist_ok=True)
    environment.bytecode_cache = SealedCache(folder)
