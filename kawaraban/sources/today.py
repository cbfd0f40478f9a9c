"""A document that shows the day of its build (`|today|`) is read again when that day is another one."""

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
    """Return what Sphinx writes for `|today|`, an empty text where conf.py sets it."""
    return "" if config.today else format_date(config.today_fmt or _("%b %d, %Y"), language=config.language)


class NoteToday(SphinxTransform):
    """Note which documents show the day, before Sphinx puts it in."""

    default_priority = 200

    def apply(self, **_kwargs: Any) -> None:
        """Keep the day as the document shows it."""
        names = {node["refname"] for node in self.document.findall(nodes.substitution_reference)}
        if "today" in names - self.document.substitution_defs.keys():
            index_of(self.env).days[self.env.docname] = today_of(self.config)


def read_again_on_another_day(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Return the documents that show another day."""
    days = index_of(env).days
    return [docname for docname, day in days.items() if day != today_of(app.config)] if days else []


def setup(app: Sphinx) -> None:
    """Register transform and handler."""
    app.add_transform(NoteToday)
