"""Front matter of posts, read and checked before Sphinx reads the posts.

Pure functions: they take text and return a frozen `FrontMatter` and a list of faults, such as a wrong date or an
unknown key, each with its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import yaml
from sphinx.locale import get_translation

from kawaraban.model.frontmatter.foreign_keys import name_here, remedy
from kawaraban.model.frontmatter.myst_keys import MYST, is_null
from kawaraban.model.frontmatter.values import (
    as_boolean,
    as_focus,
    as_language,
    as_old_addresses,
    as_text,
    as_texts,
    as_web_address,
    within_limits,
)
from kawaraban.model.frontmatter.yaml_nodes import compose, split_front_matter
from kawaraban.model.problems import N_, suggest
from kawaraban.text.dates import parse_date
from kawaraban.text.encoding import Fault, may_have_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

_ = get_translation("sphinx")


def as_date(node: yaml.Node, zone: ZoneInfo) -> datetime:
    """Return an aware datetime; *zone* applies where no offset is given. Raises ValueError."""
    return parse_date(as_text(node)[:60], zone)


def key(meaning: str, reader: Callable[..., Any] = as_text, default: Any = "") -> Any:
    """Return the dataclass field of a key: its meaning for the author, and the reader of its YAML node."""
    metadata = {"meaning": meaning, "reader": reader}
    if default is dict:
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a post, one field per key; labels are kept as written, in order."""

    title: str = key(N_("text; or a `#` heading in the body"))
    date: datetime | None = key(
        N_("`2025-10-27`, `2025-10-27 08:30`, with or without an offset; required unless draft"), as_date, None
    )
    updated: datetime | None = key(N_("when the text was changed; written like `date`"), as_date, None)
    category: tuple[str, ...] = key(N_("a text or a list (`、` and `,` separate too)"), as_texts, ())
    tags: tuple[str, ...] = key(N_("like `category`"), as_texts, ())
    author: tuple[str, ...] = key(N_("keys of `blog_authors`"), as_texts, ())
    description: str = key(N_("the excerpt; by default the first sentences"))
    image: str = key(N_("the picture of the post; by default the first one in it"))
    image_alt: str = key(N_("what that picture shows, for those who do not see it"))
    image_focus: str = key(
        N_("where its subject is, for cards that show a part of it: `50% 20%`, `top`; by default what is drawn"),
        as_focus,
    )
    draft: bool = key(N_("`true` or `false`"), as_boolean, False)
    redirect_from: tuple[str, ...] = key(N_("old addresses that shall lead here"), as_old_addresses, ())
    series: str = key(N_("the name of a series; its parts are listed below each of them"))
    id: str = key(N_("what feeds call the post, where it shall keep the name that another program gave it"))
    lang: str = key(N_("the language of the post, where it is not that of the blog: `en`"), as_language)
    canonical: str = key(N_("the address where the text stood first, for search engines"), as_web_address)
    myst: Mapping[str, Any] = key(N_("settings of MyST for this post"), MYST["myst"], dict)
    html_meta: Mapping[str, Any] = key(N_("meta elements of its page"), MYST["html_meta"], dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key."""
    length: int = 0
    """Number of lines of the front matter, including both fences."""
    is_faulty: bool = False
    """Whether a part could not be read; the post is then read only to find further problems."""


KEYS = {each.name: each.metadata for each in fields(FrontMatter) if each.metadata}


def read(text: str, zone: ZoneInfo) -> tuple[FrontMatter, list[Fault]]:
    """Return the front matter of a post, and its faults; *text* is the source with Unix line ends."""
    block, length, faults = split_front_matter(text)
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


class _Reader:
    """Reads the pairs of a YAML mapping one by one, and collects values, lines and faults."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.failed: set[tuple[str, int]] = set()

    def take(self, key_node: yaml.Node, node: yaml.Node) -> None:
        """Read one pair."""
        key, line = str(key_node.value), key_node.start_mark.line + 2
        if key not in KEYS:
            hint = remedy(key, node.value if isinstance(node, yaml.ScalarNode) else "")
            text = _("there is no key “%s” in front matter.") % key[:60] + (
                f" {hint}" if hint else suggest(key[:60], KEYS)
            )
            self.faults.append(Fault(line, text))
            self.failed.add((name_here(key), line))
            return
        if key in self.lines:
            text = _("“%s” stands twice, first on line %d.") % (key, self.lines[key])
            self.faults.append(Fault(line, text))
            return
        self.lines[key] = line
        if is_null(node):
            return
        try:
            reader, value = KEYS[key]["reader"], within_limits(node)
            self.values[key] = reader(value, self.zone) if reader is as_date else reader(value)
        except ValueError as error:
            self.failed.add((key, line))
            self.faults.append(Fault(line, _("%s: %s") % (key, error)))
