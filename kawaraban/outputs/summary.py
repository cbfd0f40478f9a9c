"""The last line of a build: what was published, and what is scheduled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.state import Build

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


def summary(build: Build) -> str:
    """Return “Published 12, drafts 1, scheduled 2 (the next on 2027-01-01 09:00).”"""
    published = sum(1 for post in build.posts if not post.draft and not post.scheduled)
    text = _("Published %d, drafts %d, scheduled %d") % (published, len(build.drafts), len(build.scheduled))
    if build.scheduled:
        text += _(" (the next on %s)") % min(build.scheduled.values()).strftime("%Y-%m-%d %H:%M")
    return text + _(".")


def final_report(build: Build) -> str:
    """Return the notices of a build, followed by its summary."""
    return "\n".join([*build.notices, summary(build)])


def print_report(app: Sphinx, exception: Exception | None) -> None:
    """Print the notices and the summary."""
    if exception is None:
        logger.info(final_report(build_of(app)))
