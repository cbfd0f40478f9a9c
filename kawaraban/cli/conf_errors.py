"""Messages for errors that end a build before or beside the documents: conf.py, extensions, templates."""

from __future__ import annotations

import os
import re
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx.config import Config
from sphinx.errors import ConfigError, ExtensionError, SphinxError
from sphinx.locale import get_translation
from sphinx.util.tags import Tags

from kawaraban.model.config import problem_in_conf
from kawaraban.model.messages import Translation, translate_message, translate_python_error
from kawaraban.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ = get_translation("sphinx")


def conf_error(error: ConfigError, source: Path) -> tuple[Problem, bool]:
    """Return the message for an error in conf.py, with its line if known, and whether it is translated."""
    cause = error.__cause__
    if cause is None or isinstance(cause, SystemExit):
        return _message(error, source, cause)
    problem = problem_of_code(cause, source) or Problem("conf.py", 1, translate_python_error(cause))
    return problem, True


def problem_of_code(error: BaseException, source: Path) -> Problem | None:
    """Return a problem at the line of conf.py that raises *error*, None if another file does."""
    conf = str(source / "conf.py")
    if isinstance(error, SyntaxError) and error.filename == conf:
        return Problem("conf.py", error.lineno or 1, translate_python_error(error))
    lines = [frame.lineno or 1 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == conf]
    return Problem("conf.py", lines[-1], translate_python_error(error)) if lines else None


def sphinx_error(error: SphinxError, source: Path) -> tuple[Problem, bool]:
    """Return the message for an error of Sphinx, and whether it is translated."""
    if isinstance(error, ExtensionError) and error.orig_exc and (found := problem_of_code(error.orig_exc, source)):
        return found, True
    return _message(error, source)


def internal_trace(error: SphinxError) -> str:
    """Return the traceback of an unexpected exception in a step of the build, or an empty text."""
    cause = error.orig_exc if isinstance(error, ExtensionError) else None
    if cause is None or isinstance(cause, (SphinxError, ImportError, OSError)):
        return ""
    return "".join(traceback.format_exception(cause))


def _message(error: SphinxError, source: Path, cause: BaseException | None = None) -> tuple[Problem, bool]:
    """Return the translation of an error; *cause* is an exception that conf.py raises."""
    text = (error.message if isinstance(error, ExtensionError) else str(error)).replace(f"{source}{os.sep}", "")
    translation = translate_message(text)
    is_known = bool(translation and translation.is_known) or not text.isascii()  # others are ours, in any language
    problem = _problem(translation or Translation(text), source)
    if isinstance(error, ExtensionError) and error.orig_exc and not isinstance(error.orig_exc, ImportError):
        problem = replace(problem, text=f"{problem.text} ({type(error.orig_exc).__name__}: {error.orig_exc})")
    if cause and (found := problem_of_code(cause, source)):
        return Problem(found.path, found.line, problem.text), is_known
    return problem, is_known


def _problem(translation: Translation, source: Path) -> Problem:
    if translation.setting:
        return problem_in_conf(translation.setting, translation.text, source)
    return Problem("", 0, translation.text)


def printed_problems(printed: str, source: Path) -> Iterator[tuple[Problem, bool]]:
    """Yield the problems in what Sphinx printed before warnings were collected, and whether they are known."""
    for found in re.finditer(r"^(?:WARNING|ERROR): (.+)$", printed, re.MULTILINE):
        if translation := translate_message(found[1]):
            yield _problem(translation, source), translation.is_known


def wrong_types(source: Path) -> list[Problem]:
    """Return a problem for each setting of Sphinx that conf.py gives another kind of value than Sphinx can use.

    Sphinx warns of them, but later than extensions use them.
    """
    try:
        config = Config.read(source, overrides={}, tags=Tags())
    except ConfigError:
        return []
    return [
        problem_in_conf(name, _("%s should be %s; it is %r.") % (name, kind, value), source)
        for name, value in config._raw_config.items()
        if (option := Config.config_values.get(name))
        and isinstance(option.valid_types, frozenset)  # not so source_suffix, whose other forms Sphinx converts
        and (kind := _expected_kind(option.default, value))
    ]


def _expected_kind(default: Any, value: Any) -> str:
    """Return what a setting should be, an empty text if *value* is of the kind of its default."""
    if isinstance(default, (list, tuple)) and not isinstance(value, (list, tuple, set, frozenset)):
        return str(_("a list of texts"))
    return str(_("a dict")) if isinstance(default, dict) and not isinstance(value, dict) else ""
