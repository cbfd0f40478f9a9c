"""Markdown beside Chinese, Japanese and Korean characters: two plugins of markdown-it-py.

CommonMark tells an opening `**` from a closing one by the spaces and the punctuation around it; Japanese writes no
spaces, so that `**「強調」**です` stays as it is typed. `cjk_emphasis` follows the amendment known as CJK-friendly
emphasis (https://github.com/tats-u/markdown-cjk-friendly): beside a CJK character, punctuation hinders nothing;
elsewhere all is as in CommonMark. `cjk_line_ends` leaves no space where a line ends between two characters of a script
that has none, as CSS Text 4 describes for segment breaks.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.rules_inline.state_inline import Scanned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_ENCLOSED = range(0x1F200, 0x1F266)
"""Enclosed ideographs, of which these are shown as emoji."""
_ENCLOSED_EMOJI = {0x1F201, 0x1F21A, 0x1F22F, *range(0x1F232, 0x1F237), *range(0x1F238, 0x1F23B), 0x1F250, 0x1F251}


@lru_cache(4096)
def is_cjk(char: str) -> bool:
    """Return whether a character is CJK: wide, full-width or half-width, or Hangul; emoji are not."""
    if char < "\u1100":
        return False
    width = unicodedata.east_asian_width(char)
    return width in ("F", "H") or (width == "W" and not _is_emoji(char)) or (width == "N" and is_hangul(char))


def _is_emoji(char: str) -> bool:
    """Return whether a wide character is shown as an emoji by itself (UTS #51, Emoji_Presentation)."""
    code = ord(char)
    if code in _ENCLOSED:
        return code in _ENCLOSED_EMOJI
    return (code < 0x2E80 or code >= 0x1F000) and unicodedata.category(char) in ("So", "Sm", "Sk")


def is_hangul(char: str) -> bool:
    """Return whether a character is Hangul."""
    return unicodedata.name(char, "").startswith(("HANGUL", "HALFWIDTH HANGUL"))


def is_punctuation(char: str) -> bool:
    """Return whether a character is punctuation as CommonMark understands it."""
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _is_cjk_before(char: str, base: str) -> bool:
    """Return whether a CJK character ends at *char*, which may be a variation selector of *base*."""
    if not base:
        return is_cjk(char) or "\U000e0100" <= char <= "\U000e01ef"
    return is_cjk(base) or (char == "\ufe01" and base in "‘’“”")


class FriendlyState(StateInline):
    """The state of a line, which sees the ends of emphasis beside CJK characters."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - markdown-it's names
        """Return whether the marks from *start* can open and close emphasis, and how many there are."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        after = self.src[end] if end < self.posMax else " "
        before = main = self.src[start - 1] if start else " "
        base = ""
        if "\ufe00" <= before <= "\ufe0e":  # a variation selector that makes no emoji
            base = self.src[start - 2] if start > 1 else " "
            main = main if unicodedata.category(base) == "Zs" else base
        blank_before, blank_after = isWhiteSpace(ord(main)), isWhiteSpace(ord(after))
        if blank_before or blank_after:
            return Scanned(not blank_after, not blank_before, end - start)
        opens, closes = is_punctuation(main), is_punctuation(after)
        if canSplitWord:
            beside_cjk = is_cjk(after) or _is_cjk_before(before, base)
            opens, closes = opens or beside_cjk or not closes, closes or beside_cjk or not opens
        return Scanned(opens, closes, end - start)


def _friendly(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def tokenize(state: StateInline, silent: bool) -> bool:
        state.__class__ = FriendlyState
        return rule(state, silent)

    return tokenize


def cjk_emphasis(md: MarkdownIt) -> None:
    """Let `*`, `_` and `~~` work beside CJK punctuation."""
    md.inline.ruler.at("emphasis", _friendly(emphasis.tokenize))
    md.inline.ruler.at("strikethrough", _friendly(strikethrough.tokenize))


def cjk_line_ends(md: MarkdownIt) -> None:
    """Let a line that ends between two characters of a script without spaces leave none."""
    md.core.ruler.push("cjk_line_ends", join_lines)


def join_lines(state: StateCore) -> None:
    """Take out the line ends that would be read as spaces."""
    for token in state.tokens:
        if token.type == "inline" and token.children and any(child.type == "softbreak" for child in token.children):
            token.children = _joined(token.children)


def _joined(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for index, child in enumerate(children):
        following = (children[at] for at in range(index + 1, len(children)))
        if child.type == "softbreak" and joins(_edge(reversed(kept), -1), _edge(following, 0)):
            continue
        if kept and kept[-1].type == child.type == "text" and children[index - 1].type == "softbreak":
            kept[-1].content += child.content
        else:
            kept.append(child)
    return kept


def _edge(tokens: Iterable[Token], end: int) -> str:
    """Return the character that a reader sees first in *tokens*, empty where that is none."""
    for token in tokens:
        if token.type in ("text", "text_special", "myst_role") and token.content:
            return token.content[end]
        if not token.nesting and token.type not in ("text", "footnote_ref"):
            return ""
    return ""


def joins(before: str, after: str) -> bool:
    """Return whether no space belongs between two characters at the ends of two lines.

    Both are of a script without spaces (Hangul has them), or one is, and the other a mark such as `…` that is as wide
    as its neighbours.
    """
    if not (before and after):
        return False
    widths = [unicodedata.east_asian_width(char) for char in (before, after)]
    wide = [width in "FWH" and not is_hangul(char) for width, char in zip(widths, (before, after), strict=True)]
    marks = [width == "A" and is_punctuation(char) for width, char in zip(widths, (before, after), strict=True)]
    return all(wide) or (wide[0] and marks[1]) or (marks[0] and wide[1])
