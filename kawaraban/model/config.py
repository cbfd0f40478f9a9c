"""Check conf.py and turn it into a frozen `Site`, which all other modules use instead of the configuration."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kawaraban.model.frontmatter.meta_elements import meta_key_faults
from kawaraban.model.post import PostFolders
from kawaraban.model.problems import Problem, suggest
from kawaraban.model.settings import SETTINGS
from kawaraban.text.encoding import CONTROL, control_character_message
from kawaraban.text.urls import base_url_of, is_script

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config

_ = get_translation("sphinx")


@dataclass(frozen=True, slots=True)
class Author:
    """An entry of `blog_authors`: key in front matter, displayed name, and URL or None."""

    key: str
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """The blog's settings. `base_url` ends with `/`; `base_path` is its path, `/…/`, or `/` in a preview.

    `places` are keys of `blog_locations` by name, `languages` names by key of `blog_languages`.
    """

    title: str
    tagline: str
    base_url: str
    base_path: str
    language: str
    timezone: ZoneInfo
    authors: Mapping[str, Author]
    default_authors: tuple[str, ...]
    places: Mapping[str, str]
    languages: Mapping[str, str]
    label_slugs: Mapping[str, str]
    hosts: frozenset[str]
    folders: tuple[str, ...]
    post_folders: PostFolders
    raw_html_trusted: bool
    feed_length: int
    feed_authority: str
    page_size: int
    indexnow: str
    websub: str
    contact: Mapping[str, str]
    profile: Mapping[str, Any]
    preview: bool
    now: datetime


def clock() -> datetime:
    """Return the current time, or `SOURCE_DATE_EPOCH` (https://reproducible-builds.org/specs/) if set.

    Raises ConfigError if that is not a number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(float(given or time.time()), UTC)
    except (ValueError, OverflowError, OSError):
        raise ConfigError(_("SOURCE_DATE_EPOCH should be a number of seconds; it is %r.") % given) from None


def line_of(setting: str, conf: str) -> int:
    """Return the line on which *conf*, the text of conf.py, last assigns or changes *setting*; 1 if it is not found."""
    found = [n for n, line in enumerate(conf.splitlines(), 1) if re.match(rf"{setting}\b\s*[=:+.\[]", line)]
    return found[-1] if found else 1


def is_language(name: object) -> bool:
    """Return whether *name* is a language for which dates can be written, such as `ja` or `en_GB`."""
    try:
        return isinstance(name, str) and bool(Locale.parse(name.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return False


def check(config: Config) -> Iterator[tuple[str, str]]:
    """Yield (setting, message) for each invalid setting."""
    yield from _check_names(config)
    for name, setting in SETTINGS.items():
        if not setting.accepts(config[name]):
            yield name, _("%s should be %s; it is %r.") % (name, _(setting.expected), config[name])
    if not is_language(config.language):
        text = _('there is no language “%(name)s”; write language = "ja" or language = "en".')
        yield "language", text % {"name": config.language}
    yield from _check_forms(config)
    base = config.blog_baseurl
    if not base_url_of(base):
        expected = _("the blog's address, such as “https://example.org/”")
        yield "blog_baseurl", _("%s should be %s; it is %r.") % ("blog_baseurl", expected, base)
    yield from _check_authors(config)
    yield from _check_addresses(config)
    if isinstance(config.myst_html_meta, dict):
        yield from (("myst_html_meta", text) for text in meta_key_faults(map(str, config.myst_html_meta)))


def _check_names(config: Config) -> Iterator[tuple[str, str]]:
    """Yield messages about settings that do not exist; names of other packages' settings only if one is misspelt."""
    for name in config._raw_config:
        text = _("there is no setting “%s”.") % name
        if name.startswith("kawaraban_") and name not in SETTINGS:
            yield name, text + suggest(name, SETTINGS)
        elif name.startswith(("blog_", "html_", "myst_")) and name not in config._options:
            near = suggest(name, config._options, cutoff=0.9)
            yield from [(name, text + near)] if near else []


def _check_forms(config: Config) -> Iterator[tuple[str, str]]:
    """Yield messages about ABlog's settings that are not what ABlog and we expect."""
    for name in ("blog_title", "post_date_format", "post_date_format_short"):
        if not isinstance(config[name], str):
            yield name, _("%s should be %s; it is %r.") % (name, _("a text"), config[name])
    name, length = "blog_feed_length", config.blog_feed_length
    if length is not None and not SETTINGS["kawaraban_feed_length"].accepts(length):
        yield name, _("%s should be %s; it is %r.") % (name, _("a number from 1 up"), length)


def _check_addresses(config: Config) -> Iterator[tuple[str, str]]:
    """Yield messages about URLs in settings that would become scripts in links."""
    for name in ("blog_authors", "kawaraban_contact", "kawaraban_profile", "html_theme_options", "html_logo"):
        for text in _texts_in(getattr(config, name)):
            if is_script(text):
                message = _("%s: %r is no address for a link; write one that begins with “https://”.")
                yield name, message % (name, text[:80])
            elif found := CONTROL.search(text):
                yield name, _("%s: %s") % (name, control_character_message(found[0]))


def _texts_in(value: Any, deep: int = 0) -> Iterator[str]:
    """Yield all strings in a nested setting."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple, set, frozenset)) and deep < 20:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(each, deep + 1)


def names_fault(name: str, values: Any) -> str:
    """Return what is wrong with the value of `blog_authors` or a setting of this form, or an empty text."""
    well_formed = isinstance(values, dict) and all(
        isinstance(key, str)
        and isinstance(pair, (tuple, list))
        and len(pair) == 2
        and isinstance(pair[0], str)
        and isinstance(pair[1], (str, type(None)))
        for key, pair in values.items()
    )
    expected = _('a dict of key and (name, address or None), such as {"elh": ("エル", None)}')
    if well_formed:
        return ""
    return _("%s should be %s; it is %r.") % (name, expected, values)


def _check_authors(config: Config) -> Iterator[tuple[str, str]]:
    for name in ("blog_authors", "blog_locations", "blog_languages"):
        if text := names_fault(name, config[name]):
            yield name, text
    for key in _default_authors(config):
        if isinstance(config.blog_authors, dict) and key not in config.blog_authors:
            text = _("blog_default_author names “%s”, which blog_authors lacks.") % key
            yield "blog_default_author", text + suggest(str(key), config.blog_authors)


def _default_authors(config: Config) -> tuple[str, ...]:
    given = config.blog_default_author
    return tuple(given) if isinstance(given, (list, tuple)) else (given,) if given else ()


def authority_of(config: Config) -> str:
    """Return the authority of tag URIs of posts (RFC 4151)."""
    return config.kawaraban_feed_authority or f"{urlsplit(config.blog_baseurl).hostname},2025"


def place_tag(name: str) -> str:
    """Return the tag for the name of a place, in which a comma would separate two tags."""
    return " ".join(re.sub("[、，,]", " ", name).split())


def read_site(config: Config) -> Site:
    """Return the `Site` of a configuration that has been checked."""
    base = urlsplit(base_url_of(config.blog_baseurl))
    return Site(
        title=config.blog_title,
        tagline=config.blog_feed_subtitle or "",
        base_url=base.geturl(),
        base_path="/" if config.kawaraban_preview else base.path,
        language=config.language,
        timezone=ZoneInfo(config.kawaraban_timezone),
        authors={key: Author(key, name, url) for key, (name, url) in config.blog_authors.items()},
        default_authors=_default_authors(config),
        places={place_tag(name): key for key, (name, _url) in config.blog_locations.items()},
        languages={key: name for key, (name, _url) in config.blog_languages.items()},
        label_slugs=dict(config.kawaraban_label_slugs),
        hosts=frozenset(config.kawaraban_hosts),
        folders=tuple(config.kawaraban_folders),
        post_folders=PostFolders.of(config.kawaraban_posts),
        raw_html_trusted=config.kawaraban_raw_html == "trusted",
        feed_length=config.kawaraban_feed_length,
        feed_authority=authority_of(config),
        page_size=config.kawaraban_page_size,
        indexnow=config.kawaraban_indexnow,
        websub=config.kawaraban_websub,
        contact=dict(config.kawaraban_contact),
        profile=dict(config.kawaraban_profile),
        preview=config.kawaraban_preview,
        now=clock(),
    )


def problem_in_conf(setting: str, text: str, confdir: Path) -> Problem:
    """Return a problem at the line of conf.py that assigns *setting*."""
    conf = confdir / "conf.py"
    lines = conf.read_text("utf-8", errors="replace") if conf.is_file() else ""
    return Problem("conf.py", line_of(setting, lines), text)


def setup(app: Sphinx) -> None:
    """Register the settings."""
    for name, setting in SETTINGS.items():
        types = setting.types if isinstance(setting.types, tuple) else (setting.types,)
        app.add_config_value(name, setting.default, "env", types)
