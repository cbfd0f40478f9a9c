"""Translate messages of Sphinx, MyST and docutils into the blog's language, adding how to fix the problem.

Sphinx's messages are translated by gettext, with our catalogue first. Those of MyST and docutils, which are always in
English, are matched here. Unknown messages are shortened to their first paragraph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en
from sphinx.locale import get_translation

from kawaraban.model.problems import N_, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

_ = get_translation("sphinx")

NAME = r"""['"“]?(?P<name>.+?)['"”]?"""


KNOWN = [
    (rf"Unknown directive type: {NAME}", N_("there is no block {%(name)s}.")),
    (rf"Unknown interpreted text role {NAME}\.", N_("there is no mark {%(name)s}`…`.")),
    (
        rf"{NAME}: Unknown option key: ['\"](?P<key>.+?)['\"] \(allowed: \[(?P<all>.*)\]\)",
        N_("{%(name)s} has no option “%(key)s”; it has: %(all)s."),
    ),
    (rf"{NAME}: Invalid options format.*", N_("an option of {%(name)s} is written “:name: value”.")),
    (
        rf"Directive {NAME}: (?P<n>\d+) argument\(s\) required, 0 supplied",
        N_("something is missing behind {%(name)s} on the same line."),
    ),
    (
        rf"Directive {NAME}: maximum (?P<n>\d+) argument\(s\) allowed, (?P<m>\d+) supplied",
        N_("behind {%(name)s} there may be %(n)s words, not %(m)s."),
    ),
    (rf"Directive {NAME}: No content permitted", N_("{%(name)s} has no content; close it on the next line.")),
    (rf"Content block expected for the {NAME} directive; none found\.", N_("{%(name)s} has no content.")),
    (
        rf"Problems with {NAME} directive path: .*?'(?P<path>[^']+)'\.?",
        N_("there is no file “%(path)s” for {%(name)s} to read."),
    ),
    (rf'Directive "include": file not found: {NAME}', N_("there is no file “%(name)s” to include.")),
    (
        rf'Error parsing content block for the {NAME} directive: exactly one (?P<what>\w+) expected\.',
        N_("{%(name)s} holds exactly one table."),
    ),
    (
        rf"Error parsing content block for the {NAME} directive: uniform two-level bullet list expected.*",
        N_("{%(name)s} is a list of rows, “* -”, each of which has the same number of cells, “  -”."),
    ),
    (
        rf"Error with CSV data in {NAME} directive:.*",
        N_("the table of {%(name)s} is no CSV; is a quotation mark open?"),
    ),
    (r"Unknown target name: \"(?P<name>\d+|[^\"]+)\"\.", N_("there is no footnote or target “%(name)s”.")),
    (rf"Duplicate footnote definition found for label: {NAME}", N_("the footnote [^%(name)s] is defined twice.")),
    (r"Footnote \[(?P<name>.+)\] is not referenced\.", N_("nothing refers to the footnote [^%(name)s].")),
    (r"No footnote definitions found for label: '(?P<name>.+)'", N_("the footnote [^%(name)s] is not defined.")),
    (rf"Duplicate reference definition: {NAME}", N_("the address of [%(name)s] is given twice.")),
    (
        rf"'myst' (?:cross-)?reference target not found: {NAME}",
        N_("nothing is called “%(name)s”: no heading, no target, no file."),
    ),
    (
        r"local id not found in doc '(?P<doc>.+)': '(?P<name>.+)'",
        N_("%(doc)s.md has no heading or target “%(name)s”."),
    ),
    (r"Unknown source document '(?P<name>.+)'", N_("there is no file “%(name)s.md” to link to.")),
    (r"undefined label: '(?P<name>.+)'", N_("there is no target “(%(name)s)=”.")),
    (r"unknown document: '(?P<name>.+)'", N_("there is no file “%(name)s.md” to link to.")),
    (r"term not in glossary: '(?P<name>.+)'", N_("no {glossary} explains “%(name)s”.")),
    (r"equation not found: (?P<name>.+)", N_("there is no formula with the label “%(name)s”.")),
    (r"citation not found: (?P<name>.+)", N_("the citation [%(name)s] is not defined.")),
    (r"Multiple matches found for '(?P<name>.+?)'.*", N_("several things are called “%(name)s”.")),
    (r"more than one target found for .* (?P<name>.+?): .*", N_("several things are called “%(name)s”.")),
    (r"No matches for '(?P<name>.+?)'", N_("no inventory knows “%(name)s”.")),
    (r"Malformed YAML", N_("the front matter is no YAML: is a quotation mark or a bracket open?")),
    (r"YAML is not a dict: .*", N_("front matter is lines of “key: value”.")),
    (
        r"Inline (?P<name>[\w ]+) start-string without end-string\.",
        N_("a mark (%(name)s) is opened and not closed."),
    ),
    (r"Unexpected indentation\.", N_("this line is indented more than those around it.")),
    (
        r"(?P<name>Block quote|Bullet list|Enumerated list|Definition list|Explicit markup) ends without a blank line; "
        r"unexpected unindent\.",
        N_("an empty line is missing before this one."),
    ),
    (r"Title (?P<name>underline|overline) too short\.", N_("the line under the heading is too short.")),
    (r"Substitution error:\w+: (?P<name>.*)", N_("{{…}} cannot be filled in: %(name)s.")),
    (r"Line \d+ exceeds the line-length-limit: (?P<name>\d+)\.?", N_("this line has more than %(name)s characters.")),
]  # fmt: skip
PATTERNS = [(re.compile(pattern, re.DOTALL), text) for pattern, text in KNOWN]
REDUNDANT = re.compile(r"Ignored unreadable document")
"""Messages about problems that are reported elsewhere."""


def translate_message(message: str) -> str:
    """Return a message in the blog's language if it is known, otherwise its first paragraph on one line.

    Return an empty text for messages that are redundant.
    """
    if REDUNDANT.match(message):
        return ""
    first = " ".join(message.strip().split("\n\n", maxsplit=1)[0].split())
    for pattern, text in PATTERNS:
        if found := pattern.fullmatch(first):
            groups = {name: re.sub(r"['\"]", "", value or "") for name, value in found.groupdict().items()}
            return str(_(text)) % groups + _suggestion(text, groups.get("name", ""))
    return first


def _suggestion(text: str, name: str) -> str:
    """Return a suggestion for an unknown directive or role."""
    if text == KNOWN[0][1]:
        return suggest(name, directive_names())
    return suggest(name, vars(roles)["_roles"]) if text == KNOWN[1][1] else ""


def directive_names() -> Iterable[str]:
    """Return the names of all directives."""
    registered: dict[str, Any] = vars(directives)["_directives"]
    return {*registered, *vars(directives)["_directive_registry"], *en.directives}
