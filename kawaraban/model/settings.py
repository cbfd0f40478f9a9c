"""The settings `kawaraban_*` of conf.py, with defaults, types, descriptions and validators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kawaraban.model.labels import slug_of
from kawaraban.model.problems import N_

if TYPE_CHECKING:
    from collections.abc import Callable


def is_zone(value: str) -> bool:
    """Return whether a time zone of this name exists."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_authority(value: str) -> bool:
    """Return whether a text is a tagging authority of tag URIs (RFC 4151), or empty."""
    return not value or bool(re.fullmatch(r"[a-z0-9.@-]+,\d{4}(-\d\d){0,2}", value))


def are_slugs(value: dict[Any, Any]) -> bool:
    """Return whether a dict maps texts to valid slugs."""
    return all(isinstance(k, str) and isinstance(v, str) and v and v == slug_of(v) for k, v in value.items())


def are_texts(form: str) -> Callable[[Any], bool]:
    """Return a validator of collections of texts that match the regular expression *form*."""
    return lambda value: all(isinstance(each, str) and re.fullmatch(form, each) for each in value)


def is_contact(value: dict[Any, Any]) -> bool:
    """Return whether a dict is a valid `kawaraban_contact`."""
    return all(key in ("mail", "form") and isinstance(text, str) for key, text in value.items())


def is_profile(value: dict[Any, Any]) -> bool:
    """Return whether a dict is a valid `kawaraban_profile`."""
    texts = {name: text for name, text in value.items() if name != "links"}
    links = value.get("links", [])
    if not texts.keys() <= {"text", "portrait", "portrait_alt"} or not isinstance(links, (list, tuple)):
        return False
    parts = [link.get(key) if isinstance(link, dict) else None for link in links for key in ("name", "url")]
    return all(isinstance(text, str) for text in [*texts.values(), *parts])


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its default, allowed types, a description of valid values, its meaning, and a validator."""

    default: Any
    types: type | tuple[type, ...]
    expected: str
    meaning: str
    is_valid: Callable[[Any], bool] = lambda _value: True

    def accepts(self, value: Any) -> bool:
        """Return whether a value is valid. Booleans are not accepted as numbers, and numbers must be positive."""
        right_type: bool = isinstance(value, self.types) and not (self.types is int and isinstance(value, bool))
        return right_type and not (self.types is int and value < 1) and self.is_valid(value)


def are_folders(value: Any) -> bool:
    """Return whether a value is a name, or a list of names, of folders within the blog, other than all of it."""
    names = [value] if isinstance(value, str) else list(value)
    inside = r"(\./)?(?!\.{1,2}(/|$))[^/\\\0]+(/(?!\.{1,2}(/|$))[^/\\\0]+)*/?"
    return bool(names) and all(isinstance(name, str) and re.fullmatch(inside, name) for name in names)


SETTINGS = {
    "kawaraban_timezone": Setting(
        "Asia/Tokyo", str, N_('a zone, such as "Asia/Tokyo"'), N_("the zone of dates without an offset"), is_zone
    ),
    "kawaraban_posts": Setting(
        "posts", (str, list, tuple), N_('a folder, or a list of folders, such as ["posts", "notes"]'),
        N_("the folders of posts; the address of a post is its path below such a folder"), are_folders,
    ),
    "kawaraban_feed_authority": Setting(
        "", str, N_('"domain,year", such as "elh.example,2025"'),
        N_("“domain,year” in the ids of posts (RFC 4151); set it once, never change it; by default of the address"),
        is_authority,
    ),
    "kawaraban_feed_length": Setting(20, int, N_("a number from 1 up"), N_("posts in a feed")),
    "kawaraban_indexnow": Setting(
        "", str, N_("a key of 8 to 128 letters, digits and hyphens, which you choose"),
        N_("`make publish` tells search engines of changed pages by IndexNow, with this key"),
        lambda value: not value or bool(re.fullmatch(r"[A-Za-z0-9-]{8,128}", value)),
    ),
    "kawaraban_websub": Setting(
        "", str, N_('the address of a hub, such as "https://pubsubhubbub.appspot.com/"'),
        N_("`make publish` tells this hub of changed feeds (WebSub), and feeds name it"),
        lambda value: not value or bool(re.fullmatch(r"https?://[^/\s]+\S*", value)),
    ),
    "kawaraban_page_size": Setting(20, int, N_("a number from 1 up"), N_("posts on a page of a list")),
    "kawaraban_label_slugs": Setting(
        {}, dict, N_('a dict of label and slug, such as {"C++": "cpp"}'), N_("addresses of labels"), are_slugs
    ),
    "kawaraban_contact": Setting(
        {}, dict, N_('a dict with "mail", "form" or both'), N_("ways to the author, shown on `contact.md`"), is_contact
    ),
    "kawaraban_profile": Setting(
        {}, dict, N_('a dict with "text", "portrait", "portrait_alt", "links"'),
        N_("what the sidebar says of the author"), is_profile,
    ),
    "kawaraban_hosts": Setting(
        [], (list, tuple, set, frozenset), N_('a list of hosts, such as ["img.example.org"]'),
        N_("hosts from which pages may load something"), are_texts(r"[\w.-]+(:\d+)?"),
    ),
    "kawaraban_folders": Setting(
        [], (list, tuple), N_('a list of folders, such as ["../pictures"]'),
        N_("folders outside the project whose files posts may show"), are_texts(r"[^\0]+"),
    ),
    "kawaraban_link_cards": Setting(
        True, bool, N_("True or False"), N_("whether an address alone in a paragraph becomes a card")
    ),
    "kawaraban_raw_html": Setting(
        "checked", str, N_('"checked" or "trusted"'), N_("“trusted” lets scripts in posts pass"),
        lambda value: value in ("checked", "trusted"),
    ),
    "kawaraban_publish": Setting(
        "", str, N_('a folder, "user@host:folder", or "remote:path" of rclone'), N_("where `make publish` publishes")
    ),
    "kawaraban_preview": Setting(
        False, bool, N_("True or False"), N_("drafts and scheduled posts are shown, marked; `make serve` sets it")
    ),
}  # fmt: skip
