"""Running a build with Sphinx's application, and turning whatever goes wrong into messages for the author."""

from __future__ import annotations

import io
import os
import re
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

from kawaraban.cli.conf_errors import conf_error, internal_trace, printed_problems, sphinx_error, wrong_types
from kawaraban.cli.disk import fault_in, fault_in_text
from kawaraban.cli.language import set_language
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
        _language_of(source),
        _errors_as_failed(source, warnings),
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
        raise Failed(str(conf_error(error, root)[0])) from None


@contextmanager
def _language_of(source: Path) -> Iterator[None]:
    """Set the language of messages to the blog's, and restore it after the build."""
    spoken = dict(locale.translators)
    try:
        set_language(root=source)
        yield
    finally:
        locale.translators.clear()
        locale.translators.update(spoken)


@contextmanager
def _errors_as_failed(source: Path, warnings: io.StringIO) -> Iterator[None]:
    """Convert exceptions to Failed with a message for the author, but not those that only an internal error explains.

    *warnings* is Sphinx's warning stream.
    """
    try:
        yield
    except Exception as error:
        set_language(root=source)  # Sphinx's end of a build forgets it
        if failed := _failure(error, source, warnings.getvalue()):
            raise failed from None
        raise


def _failure(error: Exception, source: Path, printed: str) -> Failed | None:
    """Return the Failed for an exception of a build, in which Sphinx has *printed* warnings; None if it is internal."""
    match error:
        case ProblemsFound():
            return _failed(error.problems, printed, source)
        case ConfigError():
            problem, is_known = conf_error(error, source)
            return _failed([problem], printed, source, is_known=is_known)
        case SphinxError():
            if fault := fault_in(error, printed):
                return Failed(os_error_message(fault))
            problem, is_known = sphinx_error(error, source)
            trace = "" if problem.path else internal_trace(error)
            return _failed([problem], printed, source, is_known=is_known, trace=trace)
        case OSError():
            return Failed(os_error_message(error))
        case RecursionError():
            return Failed(f"{type(error).__name__}: {error}")
    problems = wrong_types(source)
    return _failed(problems, printed, source) if problems else None


def _failed(
    problems: Iterable[Problem], printed: str, source: Path, *, is_known: bool = True, trace: str = ""
) -> Failed:
    """Return Failed with *problems* and the warnings of others, or with what Sphinx *printed* if there are none.

    If one of them is not translated (see *is_known*), a last line says so.
    """
    collected = collector()
    found = merge_problems([*problems, *(collected.problems if collected else ())])
    is_known = is_known and not (collected and collected.has_unknown)
    if not found:
        for problem, known in printed_problems(re.sub(r"\x1b\[[\d;]*m", "", printed), source):
            found.append(problem)
            is_known = is_known and known
    if not is_known and (notice := _untranslated_notice()):
        found.append(Problem("", 0, notice))
    traces = [*(collected.traces if collected else ()), *filter(None, [trace])]
    return Failed("\n".join(map(str, found)), "\n".join(traces), found)


def _untranslated_notice() -> str:
    """Return the notice that a message is in English, in the blog's language; an empty text if that is English."""
    text = "what is in English here is not translated by Kawaraban yet; please report it."
    translated = _("what is in English here is not translated by Kawaraban yet; please report it.")
    return translated if translated != text else ""
