"""The last line of a build: what was published, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

from kawaraban.build import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.build import Build

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


def summary(build: Build) -> str:
    """Return “Published 12, drafts 1, scheduled 2 (the next on 2027-01-01 09:00).”"""
    published = sum(1 for post in build.posts if not post.draft and not post.scheduled)
    text = _("Published %d, drafts %d, scheduled %d") % (published, len(build.drafts), len(build.scheduled))
    dates = [matter.date for matter in build.scheduled.values() if matter.date]
    if dates:
        text += _(" (the next on %s)") % min(dates).strftime("%Y-%m-%d %H:%M")
    return text + _(".")


def tell(app: Sphinx, exception: Exception | None) -> None:
    """Say the notices and the summary."""
    if exception is None:
        for notice in build_of(app).notices:
            logger.info(notice)
        logger.info(summary(build_of(app)))


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", tell, priority=900)
