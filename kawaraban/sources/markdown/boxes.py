"""Boxes in the syntax of other platforms: a plugin of markdown-it-py, and names of MyST's `:::` blocks.

`> [!NOTE]` of GitHub, optionally titled or foldable as in Obsidian; `:::message`, `:::message alert` and `:::details
題` of Zenn; `:::note info`, `warn` and `alert` of Qiita; `:::tip 題` of several generators. All become docutils'
admonitions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

ADMONITIONS = {"note", "tip", "hint", "important", "attention", "warning", "caution", "danger", "error"}
"""Kinds of boxes for which docutils has a node and the theme a colour."""
_SAME = {"info": "note", "message": "note", "warn": "warning", "alert": "warning"}
_LIKE = {
    "abstract": "note", "summary": "note", "tldr": "note", "todo": "note", "example": "note", "question": "note",
    "help": "note", "faq": "note", "success": "tip", "check": "tip", "done": "tip", "failure": "danger",
    "fail": "danger", "missing": "danger", "bug": "danger",
}  # fmt: skip
"""Further kinds of Obsidian, and the kinds whose colours they get."""
_KINDS_OF_NOTES = {"info": "note", "warn": "attention", "alert": "warning"}
_FENCE = re.compile(r"([A-Za-z]+)(?:\[([^\[\]]*)\]|[ \t]+(.*))?")
_CALLOUT = re.compile(r"\[!([\w-]+)\]([+-]?)(?:[ \t]+(.*))?")


class Box(NamedTuple):
    """A box: its kind (one of `ADMONITIONS`), its title, its state if it can be folded (`open`, `closed`); or empty."""

    kind: str
    title: str
    fold: str = ""


def box_of(info: str) -> Box | None:
    """Return the box for a line `:::info`, or None."""
    found = _FENCE.fullmatch(info.strip())
    if not found:
        return None
    name, title = found[1].lower(), (found[2] or found[3] or "").strip()
    if name == "details":
        return Box("", title, "closed")
    if name == "message":
        return Box("warning" if title == "alert" else "note", "")
    if name == "note" and title in _KINDS_OF_NOTES:
        return Box(_KINDS_OF_NOTES[title], "")
    kind = _SAME.get(name, name)
    return Box(kind, title) if kind in ADMONITIONS else None


def callout_of(line: str) -> Box | None:
    """Return the box for the first line of a block quotation, or None."""
    found = _CALLOUT.fullmatch(line.strip())
    if not found:
        return None
    name, title = found[1].lower(), (found[3] or "").strip()
    fold = {"+": "open", "-": "closed"}.get(found[2], "")
    kind = _SAME.get(name, name)
    return Box(kind, title, fold) if kind in ADMONITIONS else Box(_LIKE.get(name, ""), title or name.capitalize(), fold)


def callouts(md: MarkdownIt) -> None:
    """Parse block quotations that begin with `[!NOTE]` as boxes."""
    md.core.ruler.after("block", "callouts", read_callouts)


def read_callouts(state: StateCore) -> None:
    """Turn such quotations into the tokens `callout_open` and `callout_close`, with the box as `meta["box"]`."""
    if "[!" not in state.src:
        return
    needless: list[int] = []
    for at, token in enumerate(state.tokens):
        if token.type == "inline" and at > 1 and state.tokens[at - 2].type == "blockquote_open":
            line, _end, rest = token.content.partition("\n")
            if box := callout_of(line):
                _rename(state.tokens, at - 2, box)
                token.content = rest
                token.map = [token.map[0] + 1, token.map[1]] if token.map else None
                needless += [] if rest else [at - 1, at, at + 1]
    for at in reversed(needless):
        del state.tokens[at]


def _rename(tokens: list[Token], at: int, box: Box) -> None:
    opening = tokens[at]
    closing = next(each for each in tokens[at:] if each.type == "blockquote_close" and each.level == opening.level)
    opening.type, closing.type, opening.meta = "callout_open", "callout_close", {"box": box}
