"""Front matter of a post, checked before Sphinx reads anything.

A wrong date, an unknown key or a file in Shift_JIS is one clear line for the author, not a post that silently
vanishes. Pure functions: bytes in, a frozen `FrontMatter` and a list of problems out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml
from sphinx.locale import get_translation

from kawaraban.dates import parse_date
from kawaraban.encoding import Fault, may_have_title
from kawaraban.foreign_keys import remedy
from kawaraban.meta import faults_in
from kawaraban.problems import suggest
from kawaraban.yaml import Loader, compose, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

_ = get_translation("sphinx")

KEYS = (
    "title", "date", "updated", "category", "tags", "author", "description", "image", "image_alt", "image_focus",
    "draft", "redirect_from", "series", "id", "lang", "canonical", "myst", "html_meta",
)  # fmt: skip


MOST = 100
"""Items of a list: each tag and each old address has pages of its own."""
LONGEST = 240
"""Bytes of one part of an old address."""
LONGEST_TEXT = 10_000
"""Characters of a title, and of every other text."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an author says of a post. `dates` are aware of their zone; labels are as written, in order."""

    title: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    description: str = ""
    image: str = ""
    image_alt: str = ""
    image_focus: str = ""
    draft: bool = False
    redirect_from: tuple[str, ...] = ()
    series: str = ""
    id: str = ""
    lang: str = ""
    canonical: str = ""
    myst: Mapping[str, Any] = field(default_factory=dict)
    html_meta: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key."""
    length: int = 0
    """How many lines the block takes, both fences counted."""
    is_faulty: bool = False
    """Whether something in it could not be read; the text is read all the same."""


def read(text: str, zone: ZoneInfo) -> tuple[FrontMatter, list[Fault]]:
    """Return the front matter of a post's text (Unix line ends) and every fault in it."""
    block, length, faults = cut(text)
    if faults:
        return FrontMatter(), faults
    pairs, faults = compose(block)
    if faults:
        return FrontMatter(length=length), faults
    reader = _Reader(zone)
    for key, value in pairs:
        reader.take(key, value)
    given = reader.values | {"lines": reader.lines, "length": length}
    matter = FrontMatter(**given)
    faults = reader.faults
    titled = matter.title or "title" in {key for key, _line in reader.failed}
    if not titled and not may_have_title("\n".join(text.split("\n")[length:])):
        faults.append(Fault(1, _("the post has no title; add “title: …” or a heading “# …”.")))
    if not matter.date and not matter.draft and "date" not in {key for key, _line in reader.failed}:
        faults.append(Fault(1, _("the post has no date; add “date: 2025-10-27”, or “draft: true”.")))
    return matter, faults


def faults_of_page(text: str) -> list[Fault]:
    """Return what is wrong with the front matter of a page, which may have none, or keys of Sphinx's and MyST's."""
    if not text.startswith("---"):
        return []
    if not re.match(r"---\s*\n", text):
        return [Fault(1, _("front matter begins with “---” alone on line 1; a rule is written “***”."))]
    block, _length, faults = cut(text)
    pairs, faults = ([], faults) if faults else compose(block)
    for key, node in pairs:
        try:
            if key.value in MYST and not _is_null(node):
                MYST[key.value](node)
        except ValueError as error:
            faults.append(Fault(key.start_mark.line + 2, _("%s: %s") % (key.value, error)))
    return faults


class _Reader:
    """Takes the pairs of a YAML mapping one by one; keeps values, lines and faults."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.failed: set[tuple[str, int]] = set()
        self.readers: dict[str, Callable[[yaml.Node], Any]] = {
            "date": self._date,
            "updated": self._date,
            "category": _texts,
            "tags": _texts,
            "author": _texts,
            "draft": _boolean,
            "redirect_from": lambda node: tuple(map(_old_address, _texts(node, separators="\n"))),
            "canonical": _web_address,
            "image_focus": _focus,
            "lang": _language,
            **MYST,
        }

    def take(self, key_node: yaml.Node, node: yaml.Node) -> None:
        """Take one pair."""
        key, line = str(key_node.value), key_node.start_mark.line + 2
        if key not in KEYS:
            hint = remedy(key, node.value if isinstance(node, yaml.ScalarNode) else "")
            text = _("there is no key “%s” in front matter.") % key[:60] + (
                f" {hint}" if hint else suggest(key[:60], KEYS)
            )
            self.faults.append(Fault(line, text))
            return
        if key in self.lines:
            text = _("“%s” stands twice, first on line %d.") % (key, self.lines[key])
            self.faults.append(Fault(line, text))
            return
        self.lines[key] = line
        if _is_null(node):
            return
        try:
            self.values[key] = self.readers.get(key, _text)(_within(node))
        except ValueError as error:
            self.failed.add((key, line))
            self.faults.append(Fault(line, _("%s: %s") % (key, error)))

    def _date(self, node: yaml.Node) -> datetime:
        return parse_date(_text(node), self.zone)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError(_("should be a text."))
    return " ".join(str(node.value).split())


def _texts(node: yaml.Node, separators: str = "、，,\n") -> tuple[str, ...]:
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        raise ValueError(_("should be a text or a list of texts."))
    parts = [part for item in items if not _is_null(item) for part in re.split(f"[{separators}]", item.value)]
    found = tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    if len(found) > MOST:
        raise ValueError(_("should be at most %d; there are %d.") % (MOST, len(found)))
    return found


def _within(node: yaml.Node) -> yaml.Node:
    """Return the value of a key where no text in it is too long. Raises ValueError."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    longest = max((len(item.value) for item in items if isinstance(item, yaml.ScalarNode)), default=0)
    if longest > LONGEST_TEXT:
        raise ValueError(_("should have at most %d characters; it has %d.") % (LONGEST_TEXT, longest))
    return node


def _boolean(node: yaml.Node) -> bool:
    if node.tag == "tag:yaml.org,2002:bool" and str(node.value).lower() in ("true", "false"):
        return str(node.value).lower() == "true"
    raise ValueError(_("should be true or false."))


def _settings(node: yaml.Node) -> dict[str, Any]:
    """Return settings of MyST."""
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(_("should be a mapping of keys and values."))
    for key, value in node.value:
        if key.value == "html_meta" and not _is_null(value):
            _meta(value)
    try:
        found: dict[str, Any] = yaml.load(yaml.serialize(node), Loader=Loader)  # noqa: S506 - the safe loader
        json.dumps(found, default=str)
    except (ValueError, TypeError, OverflowError, yaml.YAMLError):
        raise ValueError(_("a key or a value in it cannot be read; put it in quotes.")) from None
    return found


def _meta(node: yaml.Node) -> dict[str, str]:
    """Return what meta elements say, by their attributes."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    if not pairs or not all(isinstance(each, yaml.ScalarNode) and each.value for pair in pairs for each in pair):
        raise ValueError(_("should be a mapping of names and texts, such as “robots: noindex”."))
    meta = {str(key.value): str(value.value) for key, value in pairs}
    for fault in faults_in(meta):
        raise ValueError(fault)
    return meta


MYST: dict[str, Callable[[yaml.Node], Any]] = {"myst": _settings, "html_meta": _meta}
"""How to read what is handed to MyST."""


def _web_address(node: yaml.Node) -> str:
    if not re.fullmatch(r"https?://[^/\s]+\S*", text := _text(node)):
        raise ValueError(_("should be a full address, such as “https://example.org/a.html”."))
    return text


def _focus(node: yaml.Node) -> str:
    """Return where the subject of a picture is: one or two values of CSS's `object-position`."""
    across, down = r"\d{1,2}%|100%|left|center|right", r"\d{1,2}%|100%|top|center|bottom"
    if not re.fullmatch(f"({across})( ({down}))?|(top|bottom)( (left|center|right))?", text := _text(node)):
        raise ValueError(_("should be a place in the picture, such as “50% 20%” or “top”."))
    return text


def _language(node: yaml.Node) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", text := _text(node)):
        raise ValueError(_("should be a language tag, such as “ja” or “en-GB”."))
    return text


def _old_address(text: str) -> str:
    """Return an old address of this site; what would leave the site, however encoded, is refused."""
    plain = unquote(text)
    parts = plain.split("/")
    inside = re.fullmatch(r"/?[^?#:\\\s]+", text) and not {"..", "."} & set(parts)
    if not inside or not plain.isprintable() or "\\" in plain or any(len(part.encode()) > LONGEST for part in parts):
        raise ValueError(_("“%s” should be an old address on this site, such as “/2010/01/old.html”.") % text)
    return "/" + text.lstrip("/")
