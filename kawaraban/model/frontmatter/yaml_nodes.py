"""A safe subset of YAML for front matter: plain values, limited in size and depth.

Aliases can repeat a value without limit, and PyYAML recurses as deep as brackets are nested. The parser's events, a
flat list, are therefore checked before nodes are composed. A block is read only once: MyST gets the values
(`kawaraban.sources.rewrite`), because libyaml and PyYAML's slower loader in Python accept different blocks (tabs,
`[a?b, ?c]`, `[a:, b]`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from sphinx.locale import get_translation

from kawaraban.text.encoding import CONTROL, Fault, control_character_message

if TYPE_CHECKING:
    from collections.abc import Iterator

_ = get_translation("sphinx")
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST = 64 * 1024
"""Maximum number of characters."""
DEEPEST = 20
"""Maximum nesting depth of lists and mappings."""
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""Line ends in YAML, but not in editors that count lines."""
_OPENED = {"while parsing a flow sequence": "[", "while parsing a flow mapping": "{"}
"""The bracket that YAML has not found closed, by the context of the error."""
_DASHES = re.compile(r"[-‐‑‒–—―−－ー─━=*_]{2,}\s*")
"""What is written instead of `---`."""


def split_front_matter(text: str) -> tuple[str, int, list[Fault]]:
    """Return the YAML between the fences, the number of lines including both fences, and faults of the fences."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if text := _fault_of_opening(lines[first]):
        return "", 0, [Fault(first + 1, text)]
    if not re.fullmatch(r"---\s*", lines[first]):
        return "", 0, [Fault(1, _("no front matter; a post begins with “---”, “date: 2025-10-27”, “---”."))]
    if first:
        return "", 0, [Fault(1, _("the front matter starts on line %d; “---” must be line 1.") % (first + 1))]
    for number, line in enumerate(lines[1:], 2):
        if re.fullmatch(r"---\s*", line):
            return "\n".join(lines[1 : number - 1]), number, []
    return "", 0, [_fault_of_closing(lines)]


def _fault_of_opening(line: str) -> str:
    """Return what is wrong with the first line of a post, if it is something that resembles front matter."""
    if re.fullmatch(r"\+\+\+\s*", line):
        return _("this front matter is TOML (“+++”); write it in YAML, between lines of “---”: “title: …”, “date: …”.")
    if re.fullmatch(r"---\s*", line):
        return ""
    if _DASHES.fullmatch(line):
        return _("this line should be “---”, three half-width hyphens.")
    return (
        _("the line “---” is missing above this one.") if re.match(r"(title|date|draft|tags|category):", line) else ""
    )


def _fault_of_closing(lines: list[str]) -> Fault:
    """Return the fault of front matter without a closing fence, where it should be."""
    for number, line in enumerate(lines[1:], 2):
        if _DASHES.fullmatch(line):
            return Fault(number, _("this line should be “---”, three half-width hyphens."))
        if not line.strip() and number > 2 and number < len(lines):
            return Fault(number, _("the front matter is never closed; write “---” on this line."))
    return Fault(1, _("the front matter is never closed; put “---” on a line of its own after it."))


def compose(block: str) -> tuple[list[tuple[yaml.ScalarNode, yaml.Node]], list[Fault]]:
    """Return the pairs of the mapping in a block that begins on line 2, and its faults.

    The nodes contain no aliases, anchors, tags or control characters, and are nested at most `DEEPEST` levels deep.
    """
    if faults := list(_in_text(block)):
        return [], faults[:1]
    try:
        faults = list(_in_events(block))
        root = None if faults else yaml.compose(block, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        return [], [_near_miss(block) or _explain(error, block)]
    except yaml.YAMLError as error:
        return [], [Fault(2, _("this is not YAML: %s") % str(error).split("\n", maxsplit=1)[0])]
    if root is None:
        return [], faults
    if not isinstance(root, yaml.MappingNode) or not all(isinstance(key, yaml.ScalarNode) for key, _v in root.value):
        text = _("front matter is lines of “key: value”.")
        return [], [_near_miss(block) or Fault(root.start_mark.line + 2, text)]
    return root.value, []


def _in_text(block: str) -> Iterator[Fault]:
    """Yield the faults that can be found without parsing."""
    lines = block.split("\n")
    if len(block) > LARGEST:
        longest = max(range(len(lines)), key=lambda number: len(lines[number]))
        text = _("the front matter has %d characters; there is room for %d. Long texts belong below it.")
        yield Fault(longest + 2, text % (len(block), LARGEST))
    for number, line in enumerate(lines, 2):
        if found := re.match(r"\s*([A-Za-z_]+)：", line):
            yield Fault(number, _("“%s：” has a full-width colon; write “%s: ”.") % (found[1], found[1]))
        if found := _LINE_ENDS.search(line):
            yield Fault(number, control_character_message(found[0]))


def _in_events(block: str) -> Iterator[Fault]:
    """Yield the first event that is not plain, or nested too deep. Raises YAMLError."""
    depth = 0
    for event in yaml.parse(block, Loader=Loader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield Fault(line + 2, _("lists and mappings stand in each other more than %d levels deep.") % DEEPEST)
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent) and not _is_plain(event):
            yield Fault(line + 2, _needs_quotes(block.split("\n")[line]))
            return
        if isinstance(event, yaml.ScalarEvent) and (found := CONTROL.search(event.value)):
            yield Fault(line + 2, control_character_message(found[0]))
            return


def _is_plain(event: yaml.NodeEvent) -> bool:
    """Return whether an event has no alias (`*a`), anchor (`&a`) or tag (`!a`), and is not a merge key (`<<`)."""
    if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
        return False
    return event.anchor is None and getattr(event, "tag", None) is None


def _near_miss(block: str) -> Fault | None:
    """Return the slip in a block that is no YAML that an author makes most often, found line by line."""
    for number, line in enumerate(block.split("\n"), 2):
        if found := re.match(r"([A-Za-z_]+):([^\s:/].*)", line):
            return Fault(number, _("a space is missing behind the colon; write “%s: %s”.") % (found[1], found[2][:60]))
        if found := re.fullmatch(r"""\s*[\w-]+:\s+(["'])((?!\1).)*""", line):
            return Fault(number, _("a quotation mark is opened and not closed."))
    return None


def _explain(error: yaml.MarkedYAMLError, block: str) -> Fault:
    """Return the fault for an error of libyaml or PyYAML; of what is not closed, at the line where it is opened."""
    mark, lines = error.problem_mark or error.context_mark, block.split("\n")
    number = mark.line if mark else 0
    line = lines[min(number, len(lines) - 1)]
    if "\t" in line:
        return Fault(number + 2, _("a tab cannot indent YAML; use spaces."))
    if "mapping values are not allowed" in str(error.problem):
        return Fault(number + 2, _("a value that holds “: ” needs quotes: %s") % _quoted(line))
    if re.search("cannot start any token|expected alphabetic or numeric|while (scanning|parsing) a tag", str(error)):
        return Fault(number + 2, _needs_quotes(line))
    if (bracket := _OPENED.get(str(error.context))) and error.context_mark:
        text = _("the bracket “%(bracket)s” is opened and not closed.") % {"bracket": bracket}
        return Fault(error.context_mark.line + 2, text)
    if "':'" in str(error.problem):
        opened = error.context_mark.line if error.context_mark else number
        return Fault(opened + 2, _("this line is no “key: value”."))
    if "while parsing a block" in str(error.context):
        return Fault(number + 2, _("this line does not begin with as many spaces as those around it."))
    return Fault(number + 2, _("this is not YAML: %s") % (error.problem or error.context or "?"))


def _needs_quotes(line: str) -> str:
    return _("a value that begins with a sign needs quotes: %s") % _quoted(line)


def _quoted(line: str) -> str:
    """Return a line of front matter with its value in quotes, shortened if it is long."""
    key, colon, value = line.partition(":")
    key, value = (f"{key}: ", value) if colon and re.fullmatch(r"[\s-]*\w+", key) else ("", line)
    value = value.strip().replace("'", "''")
    return f"{key}'{value if len(value) <= 60 else value[:60] + '…'}'"
