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
from kawaraban.problems import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

_ = get_translation("sphinx")
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KEYS = (
    "title", "date", "updated", "category", "tags", "author", "description", "image", "image_alt", "draft",
    "redirect_from", "series", "id", "lang", "canonical", "myst", "html_meta",
)  # fmt: skip


LONGEST = 240
"""Bytes of one part of an address: file systems allow 255."""


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
    root, faults = _compose(block)
    if faults:
        return FrontMatter(length=length), faults
    reader = _Reader(zone)
    for key, value in root.value if root else []:
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


def cut(text: str) -> tuple[str, int, list[Fault]]:
    """Return the YAML between the fences, the number of lines with both, and what is wrong with the fences."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if re.fullmatch(r"\+\+\+\s*", lines[first]):
        text = _("this front matter is TOML (“+++”); write it in YAML, between lines of “---”: “title: …”, “date: …”.")
        return "", 0, [Fault(first + 1, text)]
    if not re.fullmatch(r"---\s*", lines[first]):
        return "", 0, [Fault(1, _("no front matter; a post begins with “---”, “date: 2025-10-27”, “---”."))]
    if first:
        return "", 0, [Fault(1, _("the front matter starts on line %d; “---” must be line 1.") % (first + 1))]
    for number, line in enumerate(lines[1:], 2):
        if re.fullmatch(r"---\s*", line):
            return "\n".join(lines[1 : number - 1]), number, []
    return "", 0, [Fault(1, _("the front matter is never closed; put “---” on a line of its own after it."))]


def _compose(block: str) -> tuple[yaml.MappingNode | None, list[Fault]]:
    for number, line in enumerate(block.split("\n"), 2):
        if found := re.match(r"\s*([A-Za-z_]+)：", line):
            text = _("“%s：” has a full-width colon; write “%s: ”.")
            return None, [Fault(number, text % (found[1], found[1]))]
    try:
        root = yaml.compose(block, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [Fault((mark.line if mark else 0) + 2, _explain(error, block))]
    except yaml.YAMLError as error:
        return None, [Fault(2, _("this is not YAML: %s") % str(error).split("\n", maxsplit=1)[0])]
    if root is not None and not isinstance(root, yaml.MappingNode):
        return None, [Fault(2, _("front matter is lines of “key: value”."))]
    return root, []


def _explain(error: yaml.MarkedYAMLError, block: str) -> str:
    lines = block.split("\n")
    line = lines[min(error.problem_mark.line, len(lines) - 1)] if error.problem_mark else ""
    if "\t" in line:
        return _("a tab cannot indent YAML; use spaces.")
    quoted = re.sub(r"^(\s*\w+:)\s*(.*)$", r"\1 '\2'", line)
    if "mapping values are not allowed" in str(error.problem):
        return _("a value that holds “: ” needs quotes: %s") % quoted
    if "cannot start any token" in str(error.problem) and quoted != line:
        return _("a value that begins with a sign needs quotes: %s") % quoted
    return _("this is not YAML: %s") % (error.problem or error.context or "?")


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
            "lang": _language,
            "myst": _mapping,
            "html_meta": _mapping,
        }

    def take(self, key_node: yaml.Node, node: yaml.Node) -> None:
        """Take one pair."""
        key, line = str(key_node.value), key_node.start_mark.line + 2
        if key not in KEYS:
            hint = remedy(key, node.value if isinstance(node, yaml.ScalarNode) else "")
            text = _("there is no key “%s” in front matter.") % key + (f" {hint}" if hint else suggest(key, KEYS))
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
            self.values[key] = self.readers.get(key, _text)(node)
        except (ValueError, yaml.YAMLError) as error:
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
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _boolean(node: yaml.Node) -> bool:
    if node.tag == "tag:yaml.org,2002:bool" and str(node.value).lower() in ("true", "false"):
        return str(node.value).lower() == "true"
    raise ValueError(_("should be true or false."))


def _mapping(node: yaml.Node) -> dict[str, Any]:
    """Return a mapping that can be handed on; one that holds itself cannot."""
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(_("should be a mapping of keys and values."))
    value: dict[str, Any] = yaml.load(yaml.serialize(node), Loader=Loader)  # noqa: S506 - the safe loader
    try:
        json.dumps(value, default=str)
    except ValueError:
        raise ValueError(_("should be a mapping of keys and values.")) from None
    return value


def _web_address(node: yaml.Node) -> str:
    if not re.fullmatch(r"https?://[^/\s]+\S*", text := _text(node)):
        raise ValueError(_("should be a full address, such as “https://example.org/a.html”."))
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
