"""Settings in conf.py that were made for another theme or for ABlog alone: reported together, none of them a traceback.

Each is replaced by what works here after it has been reported, so that problems of posts are reported in the same list.
"""

from __future__ import annotations

import configparser
import posixpath
import tomllib
from glob import glob
from itertools import takewhile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

import ablog
import ablog.blog
import pydata_sphinx_theme
import sphinx
from sphinx.locale import get_translation

from kawaraban.model.ablog_settings import ABLOG_SETTINGS, settings_that_stop, settings_without_use
from kawaraban.model.config import problem_in_conf
from kawaraban.model.post import PostFolders
from kawaraban.model.problems import Problem, suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

_ = get_translation("sphinx")

THEME = "kawaraban"
SUFFIXES = (".md", ".rst", ".ipynb")
"""Suffixes of the documents that ABlog reads as posts."""
PARTS = ("profile", "search", "newest", "categories", "archive", "feeds")
"""Parts of our sidebar, `sidebar/….html`."""
REPLACED = {
    "about.html": "profile", "searchbox.html": "search", "search-field.html": "search", "sidebar/brand.html": "profile",
}  # fmt: skip
"""Parts of other themes' sidebars, and ours that shows the same."""


def hint() -> Problem:
    """Return the line above the problems of a blog that was made for ABlog."""
    return Problem("", 0, _("“kawaraban adopt” makes most of these changes; “kawaraban adopt --dry-run” shows them."))


def foreign_settings(app: Sphinx, config: Config) -> Iterator[tuple[str, str]]:
    """Yield (setting, message) for each foreign value, and replace those of Sphinx."""
    yield from settings_that_stop(config._raw_config)
    yield from _patterns(Path(app.srcdir), config)
    yield from _theme(app, config)
    yield from _template_folders(config)
    if not isinstance(config.html_sidebars, dict):
        expected = _('a dict of pages and parts, such as {"**": ["sidebar/search.html"]}')
        yield "html_sidebars", _("%s should be %s; it is %r.") % ("html_sidebars", expected, config.html_sidebars)
    config.html_sidebars = parts_in(config.html_sidebars)


def drop_needless(config: Config) -> None:
    """Reset the settings without use whose values ABlog checks, and raises an exception for."""
    for name, default, _rebuild, *check in ablog.blog.CONFIG:
        if check and (ABLOG_SETTINGS[name].is_needless or ABLOG_SETTINGS[name].stops):
            setattr(config, name, default)


def foreign_notices(config: Config, confdir: Path) -> list[str]:
    """Return a notice for each of ABlog's settings in conf.py that has no effect."""
    found = settings_without_use(config._raw_config)
    return [str(problem_in_conf(name, text, confdir)) for name, text in found]


def matched_posts(root: Path, patterns: object) -> list[str]:
    """Return the paths of the documents that `blog_post_pattern` names, as ABlog reads it."""
    given = [patterns] if isinstance(patterns, str) else patterns
    if not isinstance(given, (list, tuple)):
        return []
    found = {path for pattern in given for path in glob(str(pattern), root_dir=root, recursive=True)}  # noqa: PTH207 - as ABlog
    return sorted(PurePath(path).as_posix() for path in found if path.endswith(SUFFIXES))


def folder_names(posts: Iterable[str]) -> list[str]:
    """Return the folders that hold posts, one for each folder at the root; folders of years are not among them."""
    found: dict[str, str] = {}
    for path in posts:
        *parts, name = path.split("/")
        parts = list(takewhile(lambda part: not part.isdecimal(), parts[:-1] if name.startswith("index.") else parts))
        if parts:
            folder = "/".join(parts)
            found[parts[0]] = posixpath.commonpath([found.get(parts[0], folder), folder])
    return list(found.values())


def _patterns(root: Path, config: Config) -> Iterator[tuple[str, str]]:
    folders = PostFolders.of(config.kawaraban_posts)
    outside = [path for path in matched_posts(root, config._raw_config.get("blog_post_pattern")) if path not in folders]
    if outside:
        names = folder_names(outside) if "kawaraban_posts" not in config._raw_config else []
        written = f'"{names[0]}"' if len(names) == 1 else "[" + ", ".join(f'"{name}"' for name in names) + "]"
        text = _("blog_post_pattern names %s, which is not below %s; write kawaraban_posts = %s instead.")
        if not names:
            text = _("blog_post_pattern names %s, which is not below %s; move it there, and delete the line.")
        given = (outside[0], " ".join(folders.names), written)
        yield "blog_post_pattern", text % (given if names else given[:2])
        config.kawaraban_posts = names or config.kawaraban_posts


def _theme(app: Sphinx, config: Config) -> Iterator[tuple[str, str]]:
    given = config.html_theme_options if isinstance(config.html_theme_options, dict) else {}
    if config.html_theme == THEME and not given:
        return
    theme = theme_of(str(config.html_theme), config, app.confdir)
    if not theme.is_ours:
        yield "html_theme", other_theme(config.html_theme)
        config.html_theme, theme = THEME, theme_of(THEME, config, app.confdir)
    if unknown := unknown_options(given, theme):
        yield from (("html_theme_options", unknown_option(name, theme)) for name in unknown)
        config.html_theme_options = {name: value for name, value in given.items() if name not in unknown}


def other_theme(name: str) -> str:
    """Return the message on another theme."""
    return _('“%s” is another theme; write html_theme = "%s", or a theme that inherits it.') % (name, THEME)


class Theme(NamedTuple):
    """A theme with all that it inherits: their folders, their options, and whether ours is among them."""

    folders: list[Path]
    options: set[str]
    is_ours: bool


def theme_of(name: str, config: Config, confdir: str | Path) -> Theme:
    """Return what is known of a theme, which need not be installed; Sphinx is not asked, as it loads all themes."""
    themes = Path(__file__).parents[1] / "theme", Path(pydata_sphinx_theme.__file__).parent / "theme"
    own = [Path(confdir, path) for path in getattr(config, "html_theme_path", ())]
    found = Theme([], set(), is_ours=False)
    while name and len(found.folders) < 10:
        places = [folder / name for folder in (*own, *themes, Path(sphinx.__file__).parent / "themes")]
        place = next((each for each in places if list(each.glob("theme.*"))), None)
        if place is None:
            break
        found.folders.append(place)
        found = found._replace(is_ours=found.is_ours or name == THEME)
        name, options = _read_theme(place)
        found.options.update(options)
    return found


def _read_theme(folder: Path) -> tuple[str, set[str]]:
    """Return the name of the theme that a theme inherits, and the options that it adds; nothing if it is no theme."""
    file = folder / "theme.toml"
    try:
        if file.is_file():
            values: Any = tomllib.loads(file.read_text("utf-8"))
        else:
            values = configparser.ConfigParser(interpolation=None)
            values.read(folder / "theme.conf", "utf-8")
        return str(values["theme"].get("inherit", "")), set(dict(values).get("options", ()))
    except (ValueError, TypeError, AttributeError, KeyError, configparser.Error):  # a slip, or another form
        return "", set()


def unknown_options(given: object, theme: Theme) -> list[str]:
    """Return the names among `html_theme_options` that the theme does not have."""
    return sorted(set(map(str, given)) - theme.options) if isinstance(given, dict) else []


def unknown_option(name: str, theme: Theme) -> str:
    """Return the message on an option that the theme does not have."""
    text = _("html_theme_options: the theme has no option “%s”; delete it.") % name
    return text + suggest(name, theme.options)


def _template_folders(config: Config) -> Iterator[tuple[str, str]]:
    if is_ablogs(config.templates_path):
        yield "templates_path", needless_templates()
        theirs = ablog.get_html_templates_path()
        config.templates_path = [path for path in config.templates_path if path != theirs]


def is_ablogs(folders: Collection[str]) -> bool:
    """Return whether `templates_path` has the folder of ABlog's templates, which ABlog refuses."""
    return ablog.get_html_templates_path() in folders


def needless_templates() -> str:
    """Return the message on ABlog's templates in `templates_path`."""
    return _("templates_path: ABlog's templates are there without it; delete them from the list.")


def parts_in(sidebars: object) -> dict[str, list[str]]:
    """Return the parts in a value of `html_sidebars` by pattern, as far as it is valid."""
    given = sidebars if isinstance(sidebars, dict) else {}
    listed = {str(page): [parts] if isinstance(parts, str) else parts for page, parts in given.items()}
    valid = {page: parts for page, parts in listed.items() if isinstance(parts, (list, tuple))}
    return {page: [part for part in parts if isinstance(part, str)] for page, parts in valid.items()}


def missing_part(name: str) -> str:
    """Return the message on a part of the sidebar that does not exist."""
    if name in REPLACED:
        return _("html_sidebars: there is no part “%s”; write “%s”.") % (name, f"sidebar/{REPLACED[name]}.html")
    ours = ", ".join(f"sidebar/{part}.html" for part in PARTS)
    return _("html_sidebars: there is no part “%s”; delete it. Ours are %s.") % (name, ours)


def is_in(name: str, confdir: Path, templates: Iterable[str], theme: Theme) -> bool:
    """Return whether a part of the sidebar exists: in the blog, in the theme, or in ABlog; nothing is built."""
    own, themes = [confdir / path for path in templates], theme.folders
    folders = [*own, *themes, *(Path(path, "components") for path in themes), ablog.get_html_templates_path()]
    return any(Path(folder, name).is_file() for folder in folders)
