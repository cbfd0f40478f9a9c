"""Read documents that contain `|today|` again when the date changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import format_date

from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_ = get_translation("sphinx")


def today_of(config: Config) -> str:
    """Return the text of `|today|`; an empty text if conf.py sets it."""
    return "" if config.today else format_date(config.today_fmt or _("%b %d, %Y"), language=config.language)


class NoteToday(SphinxTransform):
    """Record which documents contain `|today|`, before Sphinx replaces it."""

    default_priority = 200

    def apply(self, **_kwargs: Any) -> None:
        """Record the date that the document shows."""
        names = {node["refname"] for node in self.document.findall(nodes.substitution_reference)}
        if "today" in names - self.document.substitution_defs.keys():
            index_of(self.env).days[self.env.docname] = today_of(self.config)


def outdated_by_date(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Return the documents that show another date."""
    days = index_of(env).days
    return [docname for docname, day in days.items() if day != today_of(app.config)] if days else []


def setup(app: Sphinx) -> None:
    """Register transform and handler."""
    app.add_transform(NoteToday)
