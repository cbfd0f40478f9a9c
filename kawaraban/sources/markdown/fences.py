r"""What stands behind the three backticks of a block of code, as blogs write it.

    ```js            ```js:src/a.js        ```js title="src/a.js" {1,3-5}        ```go {linenos=true,hl_lines=[1,"3-5"]}
    ```diff js       ```diff js:src/a.js   ```js:src/a.js {1,3}                  ```:a title alone

These are the ways of CommonMark, Zenn, Qiita, Docusaurus and Hugo. A language of which Pygments knows nothing is text.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from pygments.lexers import find_lexer_class_by_name, get_all_lexers
from pygments.util import ClassNotFound
from sphinx.highlighting import lexer_classes, lexers
from sphinx.locale import get_translation

from kawaraban.model.problems import suggest
from kawaraban.sources import diagrams

_ = get_translation("sphinx")

TEXT = "none"
ALIASES = {
    "mjs": "javascript", "cjs": "javascript", "node": "javascript", "jsonc": "json", "ndjson": "json",
    "mdx": "markdown", "svelte": "html", "astro": "html", "ejs": "html", "hbs": "handlebars", "jinja2": "jinja",
    "svg": "xml", "rss": "xml", "dotenv": "bash", "env": "bash", "conf": "ini", "editorconfig": "ini",
    "terminal": "console", "cmd": "batch", "patch": "diff", "vb": "vb.net", "kt": "kotlin", "gradle": "groovy",
    "sol": "solidity", "gql": "graphql", "postcss": "css", "ino": "arduino",
}  # fmt: skip
"""Names that other highlighters use."""
PLAIN = {
    "txt", "text", "plaintext", "plain", "none", "csv", "tsv", "log", "ascii", "aa", "raw", "gitignore", "curl",
    "hosts", "ansi", "nohighlight", "tree", "plantuml", "uml", "math", "prisma", "wasm", "regex", "stylus", "ignore",
}  # fmt: skip
"""Names of what has no colours; no mistakes."""
_HEAD = re.compile(r"(?:(diff)[ \t]+)?([^\s:{}=\"']*)(?=[:\s{]|$)")
_PAIR = re.compile(r"""(?:^|(?<=[\s,{]))([\w-]+)=("[^"]*"|'[^']*'|\[[^\]]*\]|[^\s,{}"']+)""")
_BRACES = re.compile(r"\s*\{([\d,\s-]*|\.[^{}]*|[^{}]*=[^{}]*)\}\s*")
_LINES = re.compile(r"\d+(?:-\d+)?(?:\s*,\s*\d+(?:-\d+)?)*")


class Fence(NamedTuple):
    """What is said of a block of code."""

    language: str
    """As Pygments calls it; “none” for text."""
    title: str = ""
    lines: str = ""
    """The lines that are marked: `1,3-5`."""
    start: int = 0
    """The number of the first line, 0 where lines are not numbered."""


@cache
def known() -> frozenset[str]:
    """Return the names of all languages of Pygments' own, and of Sphinx's."""
    names = (alias for _name, aliases, _files, _types in get_all_lexers(plugins=False) for alias in aliases)
    return frozenset({*names, *lexer_classes, "default", "guess", "pycon3"})


@cache
def language_of(name: str) -> str:
    """Return the language of a name as Pygments calls it, “none” where it knows none."""
    lower = name.lower()
    if lower in known() or name in lexers:
        return name
    if lower in ALIASES:
        return ALIASES[lower]
    try:
        find_lexer_class_by_name(name)  # one of a package beside Pygments
    except ClassNotFound:
        return TEXT
    return name


def read_fence(info: str) -> Fence:
    """Return what the words behind the backticks say."""
    head = _HEAD.match(info)
    name, rest = ("diff" if head[1] else head[2], info[head.end() :]) if head else ("", info)
    said = _said(rest)
    behind = _PAIR.sub("", _BRACES.sub("", rest[1:])) if rest.startswith(":") else ""
    title = " ".join((said.get("title") or said.get("filename") or behind).split())
    numbered = said.get("linenos", "false") != "false" or "showlinenumbers" in rest.lower()
    start = said.get("linenostart", "")
    number = int(start) if re.fullmatch("[0-9]{1,6}", start) else int(numbered)
    return Fence(language_of(name) if name else TEXT, title, said["lines"], number)


def notice_on(info: str, text: str = "") -> str:
    """Return what an author may want to know of a block of code: a misspelt language, a diagram that is not drawn."""
    directive = re.match(r"\{(?:code|code-block|sourcecode)\}\s+(\S+)", info)
    head = None if info.startswith("{") else _HEAD.match(info)
    name = directive[1] if directive else head[2] if head else ""
    if name == "mermaid":
        return diagrams.notice_on(text)
    if not name or name.lower() in PLAIN or language_of(name) != TEXT:
        return ""
    near = get_close_matches(name.lower(), known(), n=1, cutoff=0.8)
    told = _("“%s” is no language with colours; it is shown as text.")
    return told % name + suggest(name, near) if near else ""


def _said(rest: str) -> dict[str, str]:
    """Return what is said by `key=value`, in braces or not, and by `{1,3-5}` alone."""
    said = {key.lower(): value.strip("\"'") for key, value in _PAIR.findall(rest)}
    lines = [found for found in _BRACES.findall(rest) if _LINES.fullmatch(found.strip())]
    told = re.sub(r"[\[\]\"'\s]", " ", said.get("hl_lines", lines[0] if lines else ""))
    return said | {"lines": ",".join(re.findall(r"\d+(?:-\d+)?", told))}
