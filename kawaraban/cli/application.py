"""Running a build with Sphinx's application, and turning whatever goes wrong into messages for the author."""

from __future__ import annotations

import io
import os
import re
import traceback
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, SphinxError
from sphinx.locale import get_translation
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from kawaraban.cli.disk import fault_in, fault_in_text
from kawaraban.incremental.staging import staging_of
from kawaraban.model.i18n import CATALOGUE
from kawaraban.model.problems import Problem, ProblemsFound, merge_problems, os_error_message
from kawaraban.outputs.summary import final_report
from kawaraban.sources.warnings import collector
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ = get_translation("sphinx")

CACHE = Path("_build", "cache")
"""The cache of the site, relative to the source folder."""


class Failed(Exception):
    """A failed build. Its text is for the author; `trace` is the traceback of an internal error, or empty.

    `problems` are the separate problems in the text.
    """

    def __init__(self, text: str, trace: str = "", problems: Iterable[Problem] = ()) -> None:
        super().__init__(text)
        self.trace = trace
        self.problems = tuple(problems) or (Problem("", 0, text),)


def build(
    source: Path, out: Path, cache: Path, settings: dict[str, object] | None = None, *,
    alone: bool = False, proofread: bool = False, verify: bool = False,
) -> str:  # fmt: skip
    """Build the site of *source* into *out* and return the summary. Raises Failed with all that is wrong.

    A failed build changes nothing in *out* or *cache*, so that the same mistake is reported again.
    *alone*: delete anything else in *out*. *proofread*: also proofread the posts.
    *verify*: compare published files by content instead of size and time.
    """
    warnings = io.StringIO()
    waiting = _("another build is at work; waiting for it …")
    with (
        _errors_as_failed(source, warnings),
        _language_restored(),
        closing(staging_of(str(out), str(cache), waiting, alone=alone, verify=verify)),
        patch_docutils(source),
        docutils_namespace(),
    ):
        app = Sphinx(
            source, source, out, cache, "html", settings or {}, status=None, warning=warnings,
            warningiserror=True, parallel=os.cpu_count() or 1,
        )  # fmt: skip
        app.build()
        locale.translators["general", CATALOGUE] = app.translator  # for the summary
        if app.statuscode or app._warncount:
            raise fault_in_text(warnings.getvalue()) or ProblemsFound([])
        if proofread:
            from kawaraban.sources.proofreading import notices_of  # only `check` needs a second parser

            build_of(app).notices += notices_of(app)
        return final_report(build_of(app))


def share_pictures(cache: Path) -> None:
    """Let another cache use the cached copies of pictures of the site's; the cache need not exist."""
    shared, own = CACHE / "pictures", cache / "pictures"
    shared.mkdir(parents=True, exist_ok=True)
    own.parent.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(own):
        own.symlink_to(shared.absolute())


def read_conf(root: Path) -> Config:
    """Return what a blog's conf.py sets, for commands that do not build. Raises Failed if it is invalid."""
    try:
        return Config.read(root, overrides={}, tags=Tags())
    except ConfigError as error:
        raise Failed(str(conf_error(error, root))) from None


@contextmanager
def _language_restored() -> Iterator[None]:
    """Restore Sphinx's language after a build."""
    spoken = dict(locale.translators)
    try:
        yield
    finally:
        locale.translators.clear()
        locale.translators.update(spoken)


@contextmanager
def _errors_as_failed(source: Path, warnings: io.StringIO) -> Iterator[None]:
    """Convert exceptions to Failed with a message for the author; *warnings* is Sphinx's warning stream."""
    try:
        yield
    except ProblemsFound as found:
        raise _failed(found.problems, warnings.getvalue(), source) from None
    except ConfigError as error:
        problem = conf_error(error, source)
        raise Failed(str(problem), problems=[problem]) from None
    except SphinxError as error:
        if fault := fault_in(error, warnings.getvalue()):
            raise Failed(os_error_message(fault)) from None
        raise _failed([], f"{warnings.getvalue()}{error}", source) from None
    except OSError as error:
        raise Failed(os_error_message(error)) from None
    except RecursionError as error:
        raise Failed(f"{type(error).__name__}: {error}") from None


def _failed(problems: Iterable[Problem], printed: str, source: Path) -> Failed:
    """Return Failed with *problems* and the warnings of others, or with what Sphinx *printed* if there are none."""
    collected = collector()
    found = merge_problems([*problems, *(collected.problems if collected else ())])
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed).replace(f"{source}{os.sep}", "").strip()
    return Failed("\n".join(map(str, found)) or plain, "\n".join(collected.traces) if collected else "", found)


def conf_error(error: ConfigError, source: Path) -> Problem:
    """Return the message for an error in conf.py, with its line if known."""
    cause, conf = error.__cause__, str(source / "conf.py")
    if cause is None:
        return Problem("", 0, str(error))
    if isinstance(cause, SyntaxError) and cause.filename == conf:
        return Problem("conf.py", cause.lineno or 1, str(cause.msg))
    lines = [frame.lineno or 1 for frame in traceback.extract_tb(cause.__traceback__) if frame.filename == conf]
    return Problem("conf.py", (lines or [1])[-1], f"{type(cause).__name__}: {cause}")
