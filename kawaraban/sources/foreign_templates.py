"""Templates and parts of the sidebar that were made for another theme, or are ABlog's: none is silently left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes
from sphinx.locale import get_translation

from kawaraban.model.config import problem_in_conf
from kawaraban.model.problems import Problem
from kawaraban.sources.foreign_conf import hint, missing_part
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation("sphinx")

THEME = Path(__file__).parents[1] / "theme" / "kawaraban"
OLD_NAMES = {
    f"{name}.html"
    for name in ("archives", "authors", "categories", "languages", "locations", "postcard", "recentposts", "tagcloud")
}
"""Names of ABlog's parts before they were moved to `ablog/`."""
UNUSED = [f"{folder}{name}.html" for folder in ("", "ablog/") for name in ("catalog", "collection", "postnavy")]
"""Templates of ABlog's pages, which are not made from them here."""
EXTENDED = ("layout.html", "page.html")
"""Templates that blogs extend."""


def check_templates(app: Sphinx) -> None:
    """Report parts of `html_sidebars` that do not exist, and what has no effect in the blog's templates."""
    if app.builder.name == "html":
        _check_sidebars(app)
        build_of(app).notices += [str(problem) for problem in _without_effect(app)]


def _without_effect(app: Sphinx) -> Iterator[Problem]:
    """Yield a notice for each template that is not used, and for each block that no template of ours has."""
    for folder in app.config.templates_path:
        for name in UNUSED:
            if (app.confdir / folder / name).is_file():
                text = _("this template of ABlog's is not used; posts have page.html, lists lists/posts.html.")
                yield Problem(f"{folder}/{name}", 1, text)
        for name in EXTENDED:
            file = app.confdir / folder / name
            if file.is_file():
                known = sorted({block.name for own in EXTENDED for block in _blocks(THEME / own, deep=True)})
                for block in _blocks(file, deep=False):
                    if block.name not in known:
                        text = _("there is no block “%s”, so that it is not shown; ours are %s.")
                        yield Problem(f"{folder}/{name}", block.lineno, text % (block.name, ", ".join(known)))


def _blocks(file: Path, *, deep: bool) -> list[nodes.Block]:
    """Return the blocks of a template, also those within others if *deep*; none if it cannot be parsed."""
    try:
        tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(file.read_text("utf-8"))  # noqa: S701
    except (TemplateSyntaxError, UnicodeDecodeError):  # rendering will report it
        return []
    return list(tree.find_all(nodes.Block)) if deep else [node for node in tree.body if isinstance(node, nodes.Block)]


def _check_sidebars(app: Sphinx) -> None:
    """Report parts of `html_sidebars` that do not exist, leave them out, and replace old names of ABlog's parts."""
    build, given = build_of(app), app.config.html_sidebars
    given = {page: [_present_name(app, name) for name in parts] for page, parts in given.items()}
    known = {name: _has_template(app, name) for parts in given.values() for name in parts}
    for name in (name for name, is_there in known.items() if not is_there):
        build.problems += [problem_in_conf("html_sidebars", missing_part(name), app.confdir), hint()]
    app.config.html_sidebars = {page: [name for name in parts if known[name]] for page, parts in given.items()}


def _present_name(app: Sphinx, name: str) -> str:
    """Return `ablog/….html` for the old name of a part of ABlog's, unless the blog has a template of that name."""
    own = any((app.confdir / folder / name).is_file() for folder in app.config.templates_path)
    return f"ablog/{name}" if name in OLD_NAMES and not own else name


def _has_template(app: Sphinx, name: str) -> bool:
    environment = app.builder.templates.environment
    try:
        app.builder.templates.get_source(environment, name)
    except TemplateNotFound:
        return False
    return True
