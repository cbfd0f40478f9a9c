"""Patterns of marks that Markdown shows literally: full-width ones, and the syntax of other programs.

Examples are Obsidian's `[[links]]` and `==marks==`, Hugo's shortcodes, Jekyll's Liquid and kramdown's attributes. They
may be intended, so they are not errors.
"""

from __future__ import annotations

import re


def _(text: str) -> str:
    """Mark a text for translation; it is translated when it is displayed."""
    return text


_TEMPLATE = _("“%s” is shown as it is typed: no template is filled in here; write what it stands for.")

LITERAL_MARKS = [
    (re.compile(r"^＃{1,6}"), _("“%s” is full-width; a heading begins with “# ”.")),
    (re.compile(r"＊{1,3}[^＊\s][^＊]*＊{1,3}"), _("“%s” is full-width; emphasis is written **so**.")),
    (re.compile(r"^｜.*｜"), _("“%s” has full-width bars; the columns of a table are parted by “|”.")),
    (re.compile(r"[［\[][^［］\[\]]+[］\]](?:（(?=[^）]*[/.：:])[^）]+）|[\(（][^)）]*[：:]／／[^)）]*[\)）])"),
     _("“%s” is no link; write it with half-width brackets: [text](address).")),
    (re.compile(r"^＞"), _("“%s” is full-width; a quotation begins with “> ”.")),
    (re.compile(r"^｀{3}|｀[^｀]+｀"), _("“%s” is full-width; code stands between “`”.")),
    (re.compile(r"(?:^|(?<=[\s、。（「]))#{1,6}(?!\d)(?![0-9A-Fa-f]{3,8}\b)[^\W_][\w/-]*"),
     _("“%s” is shown as it is typed; a heading has a blank after “#”, tags stand in front matter.")),
    (re.compile(r"!\[\[[^\[\]]+\]\]"), _("“%s” is shown as it is typed; a picture is ![words](picture.png).")),
    (re.compile(r"^\[\[?_?toc_?\]\]?$|^\{:\s*toc\s*\}", re.IGNORECASE),
     _("“%s” is shown as it is typed; a page has its table of contents by itself.")),
    (re.compile(r"(?<!!)\[\[(?!_?toc_?\]\])[^\[\]]+\]\]", re.IGNORECASE),
     _("“%s” is shown as it is typed; a link to a post is [words](file.md).")),
    (re.compile(r"(?<![=0-9A-Za-z_])==(?=[^\s=])[^=]*(?<=[^\s=])==(?![=0-9A-Za-z_])"),
     _("“%s” is shown as it is typed; emphasis is written **so**, a mark <mark>so</mark>.")),
    (re.compile(r"%%[^%]+%%"), _("“%s” is shown as it is typed; a comment is written <!-- so -->.")),
    (re.compile(r"\{\{[<%\0].{0,400}?\}\}"), _TEMPLATE),
    (re.compile(r"(?<!\{)\{%.{0,400}?%\}|\{\{-?\s*[A-Za-z_][\w.]*\s*(?:\|[^{}]*)?-?\}\}"), _TEMPLATE),
    (re.compile(r"\{:(?!\s*toc\b)(?::\w[^{}]*|[^{}]*[.#=][^{}]*)\}"),
     _("“%s” is shown as it is typed; classes and names stand on the line above: {.class #name}.")),
    (re.compile(r"\^\[[^\[\]]+\]"),
     _("“%s” is shown as it is typed; a footnote is [^1], and its text “[^1]: …” elsewhere.")),
    (re.compile(r"(?<=\s)\^[0-9A-Za-z-]+$"),
     _("“%s” is shown as it is typed; a name stands on the line above: (name)=.")),
    (re.compile(r"^\*\[[^\[\]]+\]: .*"),
     _("“%s” is shown as it is typed; an abbreviation is explained so: {abbr}`HTML (HyperText Markup Language)`.")),
    (re.compile(r"^(?:!!!|\?\?\?\+?) \w+.*"),
     _("“%s” is shown as it is typed; a box begins with “:::{note}” and ends with “:::”.")),
]  # fmt: skip
"""Pattern in a line of text (with NUL for anything that is not text), and message."""
