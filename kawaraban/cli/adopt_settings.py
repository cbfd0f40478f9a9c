"""Settings of an ABlog blog: what becomes of each in conf.py."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.cli.adopt_conf import ConfFile, literal
from kawaraban.cli.application import Failed
from kawaraban.model.ablog_settings import settings_that_stop, settings_without_use
from kawaraban.model.config import line_of, names_fault
from kawaraban.model.problems import Problem, format_problems
from kawaraban.pages.assets.icons import shipped
from kawaraban.sources import foreign_conf
from kawaraban.text.encoding import decode
from kawaraban.text.urls import base_url_of

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

    from kawaraban.cli.adopt_layout import Layout

_ = get_translation("sphinx")

FONT_AWESOME = {"x-twitter": "x", "twitter": "x", "envelope": "mail", "gamepad": "game", "feed": "rss"}
"""Icons of Font Awesome that have another name here."""
ABLOG_TEMPLATES = "ablog.get_html_templates_path()"


@dataclass(slots=True)
class AdoptedConf:
    """The changes of conf.py: `done` are the messages on them, `left` those on what the author has to write."""

    file: ConfFile
    values: dict[str, Any]
    base_url: str
    done: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    original: str = ""

    def note(self, name: str, text: str, *, done: bool) -> None:
        """Add a message on a setting, at its line in the original file, to what is done or to what is left."""
        (self.done if done else self.left).append(Problem("conf.py", line_of(name, self.original), text))

    def set(self, name: str, value: object, text: str, todo: str = "") -> None:
        """Set *name*, in its statement or in a new line, with a message; *todo* is the one if that is not certain."""
        if name not in self.values:
            self.file.add(f"{name} = {literal(value)}")
        done = name not in self.values or self.file.set(name, value)
        self.note(name, text if done else todo or text, done=done)


def adopt_conf(root: Path, config: Config, layout: Layout, address: str, authors: list[str]) -> AdoptedConf:
    """Return the changes of conf.py; *authors* are keys in front matter. Raises Failed for its encoding."""
    text, faults = decode((root / "conf.py").read_bytes())
    if faults:
        raise Failed(format_problems(Problem("conf.py", fault.line, fault.text) for fault in faults))
    values = config._raw_config
    for name, default in (("html_theme", foreign_conf.THEME), ("html_theme_path", [])):
        config.add(name, default, "html", ())
    conf = AdoptedConf(ConfFile(text), values, known_address(root, values, address), original=text)
    _adopt_extension(conf)
    _adopt_address(conf)
    _adopt_theme(conf, root, config)
    for name, reason in [*settings_that_stop(values), *settings_without_use(values)]:
        conf.note(name, reason, done=conf.file.remove(name))
    _add_settings(conf, layout)
    _add_authors(conf, authors)
    return conf


def _adopt_extension(conf: AdoptedConf) -> None:
    given = conf.values.get("extensions")
    if given is None:
        conf.set("extensions", ["kawaraban"], _("extensions: “kawaraban” is added."))
    elif "kawaraban" not in given:
        done = conf.file.insert_first("extensions", "kawaraban")
        text = _("extensions: “kawaraban” is added.") if done else _("extensions: add “kawaraban”.")
        conf.note("extensions", text, done=done)


def known_address(root: Path, values: dict[str, Any], address: str) -> str:
    """Return the address of the blog: of conf.py, as given, or as its host knows it; empty if nothing says it."""
    name = root / "CNAME"
    host = name.read_text("utf-8", "replace").strip() if name.is_file() else ""
    pages = f"{values['github_pages']}.github.io" if values.get("github_pages") else ""
    guessed = (values.get("blog_baseurl"), address, values.get("html_baseurl"), host, pages)
    written = (str(each) if "://" in str(each) else f"https://{each}/" for each in guessed if each)
    return next((each for each in written if base_url_of(each)), "")


def _adopt_address(conf: AdoptedConf) -> None:
    if base_url_of(conf.values.get("blog_baseurl")):
        return
    todo = _("blog_baseurl: write the address of the blog, or run “kawaraban adopt --address https://…/”.")
    if conf.base_url:
        conf.set("blog_baseurl", conf.base_url, _("blog_baseurl: the address of the blog is added."), todo)
    else:
        conf.note("blog_baseurl", todo, done=False)


def _adopt_theme(conf: AdoptedConf, root: Path, config: Config) -> None:
    theme = foreign_conf.theme_of(str(config.html_theme), config, root)
    if not theme.is_ours:
        conf.set("html_theme", foreign_conf.THEME, foreign_conf.other_theme(config.html_theme))
        theme = foreign_conf.theme_of(foreign_conf.THEME, config, root)
    _adopt_icons(conf)
    for option in foreign_conf.unknown_options(conf.values.get("html_theme_options"), theme):
        text = foreign_conf.unknown_option(option, theme)
        conf.note("html_theme_options", text, done=conf.file.remove_key("html_theme_options", option))
    templates = conf.values.get("templates_path", ["_templates"])
    if foreign_conf.is_ablogs(templates):
        done = conf.file.replace_items("templates_path", ABLOG_TEMPLATES, "")
        conf.note("templates_path", foreign_conf.needless_templates(), done=done)
    parts = foreign_conf.parts_in(conf.values.get("html_sidebars"))
    for part in sorted({part for names in parts.values() for part in names}):
        if not foreign_conf.is_in(part, root, templates, theme):
            new = f"sidebar/{foreign_conf.REPLACED[part]}.html" if part in foreign_conf.REPLACED else ""
            done = conf.file.replace_items("html_sidebars", part, new)
            conf.note("html_sidebars", foreign_conf.missing_part(part), done=done)


def _adopt_icons(conf: AdoptedConf) -> None:
    """Replace icons of Font Awesome where we have the same."""
    options = conf.values.get("html_theme_options")
    links = options.get("icon_links") if isinstance(options, dict) else None
    for link in links if isinstance(links, list) else ():
        written = str(link.get("icon", "")) if isinstance(link, dict) else ""
        found = re.search(r"(?:^|\s)fa-(?:square-)?([a-z-]+?)(?:-square)?$", written)
        new = FONT_AWESOME.get(found[1], found[1]) if found else ""
        if new in shipped():
            text = _("icon_links: the icon “%s” is “%s” here.") % (written, new)
            conf.note("html_theme_options", text, done=conf.file.replace_texts("html_theme_options", written, new))


def _add_settings(conf: AdoptedConf, layout: Layout) -> None:
    if not layout.is_usual:
        folders = layout.folders[0] if len(layout.folders) == 1 else list(layout.folders)
        conf.set("kawaraban_posts", folders, _("kawaraban_posts: posts stand below %s.") % ", ".join(layout.folders))
    language = str(conf.values.get("language") or "en")
    if "kawaraban_timezone" not in conf.values and not language.startswith("ja"):
        text = _("kawaraban_timezone: dates without an offset are in UTC; write your own zone, such as Europe/Berlin.")
        conf.set("kawaraban_timezone", "UTC", text)


def _add_authors(conf: AdoptedConf, keys: list[str]) -> None:
    given = conf.values.get("blog_authors") or {}
    if names_fault("blog_authors", given):
        return
    missing = [key for key in keys if key not in given]
    if not missing:
        return
    text = _("blog_authors: the authors of posts are added: %s.") % ", ".join(missing)
    conf.note("blog_authors", text, done=True)
    if "blog_authors" not in conf.values:
        conf.file.add(f"blog_authors = {literal({key: (key, None) for key in missing})}")
        return
    for key in missing:
        conf.file.add(f"blog_authors[{literal(key)}] = ({literal(key)}, None)")
