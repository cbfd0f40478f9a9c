"""One build of a site by Sphinx's application, and whatever goes wrong in it in words for the author."""

from __future__ import annotations

import io
import os
import re
import traceback
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.locale import get_translation
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kawaraban.cli.disk import fault_in, fault_told
from kawaraban.incremental.staging import staging_of
from kawaraban.model.i18n import CATALOGUE
from kawaraban.model.problems import ProblemsFound, denied, told
from kawaraban.outputs.summary import said_of
from kawaraban.sources.warnings import collector
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kawaraban.model.problems import Problem

_ = get_translation("sphinx")


class Failed(Exception):
    """A build that went wrong; its text is for the author, `trace` for those who mend the press."""

    def __init__(self, text: str, trace: str = "") -> None:
        super().__init__(text)
        self.trace = trace


def build(
    source: Path, out: Path, cache: Path, settings: dict[str, object] | None = None, *,
    alone: bool = False, proofread: bool = False, verify: bool = False,
) -> str:  # fmt: skip
    """Build the site of *source* into *out* and return the summary; raise Failed with all that is wrong.

    A build that fails changes nothing, in *out* or in *cache*: the same mistake fails in the same way again.
    *alone*: whatever else lies in *out* is deleted. *proofread*: the posts are read for what fails in silence.
    *verify*: what is published is compared, not only looked at for its size and time.
    """
    warnings = io.StringIO()
    waiting = _("another build is at work; waiting for it …")
    with (
        _told_to_the_author(source, warnings),
        _language_kept(),
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
            raise fault_told(warnings.getvalue()) or ProblemsFound([])
        if proofread:
            from kawaraban.sources.proofreading import notices_of  # no other command needs a second parser

            build_of(app).notices += notices_of(app)
        return said_of(build_of(app))


@contextmanager
def _language_kept() -> Iterator[None]:
    """Let Sphinx speak after a build as before."""
    spoken = dict(locale.translators)
    try:
        yield
    finally:
        locale.translators.clear()
        locale.translators.update(spoken)


@contextmanager
def _told_to_the_author(source: Path, warnings: io.StringIO) -> Iterator[None]:
    """Raise what goes wrong within as Failed, in words for the author; *warnings* are what Sphinx has printed."""
    try:
        yield
    except ProblemsFound as found:
        raise _failed(found.problems, warnings.getvalue(), source) from None
    except ConfigError as error:
        raise Failed(explained(error, source)) from None
    except SphinxError as error:
        if fault := fault_in(error, warnings.getvalue()):
            raise Failed(denied(fault)) from None
        raise _failed([], f"{warnings.getvalue()}{error}", source) from None
    except OSError as error:
        raise Failed(denied(error)) from None
    except RecursionError as error:
        raise Failed(f"{type(error).__name__}: {error}") from None


def _failed(problems: Iterable[Problem], said: str, source: Path) -> Failed:
    """Return all that is wrong: *problems* and what others warned of; where that is nothing, what was *said*."""
    collected = collector()
    found = [*problems, *(collected.problems if collected else ())]
    plain = re.sub(r"\x1b\[[\d;]*m", "", said).replace(f"{source}{os.sep}", "").strip()
    return Failed(told(found) or plain, "\n".join(collected.traces) if collected else "")


def explained(error: ConfigError, source: Path) -> str:
    """Return what is wrong with conf.py, at its line where that is known."""
    cause, conf = error.__cause__, str(source / "conf.py")
    if cause is None:
        return str(error)
    if isinstance(cause, SyntaxError) and cause.filename == conf:
        return f"conf.py:{cause.lineno or 1}: {cause.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(cause.__traceback__) if frame.filename == conf]
    return f"conf.py:{(lines or [1])[-1]}: {type(cause).__name__}: {cause}"
