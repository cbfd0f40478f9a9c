"""Front matter of a post, checked before Sphinx reads anything.

A wrong date, an unknown key or a file in Shift_JIS is one clear line for the author, not a post that silently
vanishes. Pure functions: bytes in, a frozen `FrontMatter` and a list of problems out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from sphinx.locale import get_translation

from kawaraban.model.frontmatter.foreign_keys import remedy
from kawaraban.model.frontmatter.myst_keys import MYST, is_null
from kawaraban.model.frontmatter.values import (
    as_boolean,
    as_focus,
    as_language,
    as_old_address,
    as_text,
    as_texts,
    as_web_address,
    within_limits,
)
from kawaraban.model.frontmatter.yaml_nodes import compose, cut
from kawaraban.model.problems import suggest
from kawaraban.text.dates import parse_date
from kawaraban.text.encoding import Fault, may_have_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

_ = get_translation("sphinx")

KEYS = (
    "title", "date", "updated", "category", "tags", "author", "description", "image", "image_alt", "image_focus",
    "draft", "redirect_from", "series", "id", "lang", "canonical", "myst", "html_meta",
)  # fmt: skip


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
            "category": as_texts,
            "tags": as_texts,
            "author": as_texts,
            "draft": as_boolean,
            "redirect_from": lambda node: tuple(map(as_old_address, as_texts(node, separators="\n"))),
            "canonical": as_web_address,
            "image_focus": as_focus,
            "lang": as_language,
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
        if is_null(node):
            return
        try:
            self.values[key] = self.readers.get(key, as_text)(within_limits(node))
        except ValueError as error:
            self.failed.add((key, line))
            self.faults.append(Fault(line, _("%s: %s") % (key, error)))

    def _date(self, node: yaml.Node) -> datetime:
        return parse_date(as_text(node)[:60], self.zone)
