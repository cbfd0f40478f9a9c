r"""Parse info strings of fenced code blocks in the syntax of several platforms.

    ```js            ```js:src/a.js        ```js title="src/a.js" {1,3-5}        ```go {linenos=true,hl_lines=[1,"3-5"]}
    ```diff js       ```diff js:src/a.js   ```js:src/a.js {1,3}                  ```:a title alone

Those are CommonMark, Zenn, Qiita, Docusaurus and Hugo. Languages that Pygments does not support are shown as text.
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
"""Names of languages in other highlighters."""
PLAIN = {
    "txt", "text", "plaintext", "plain", "none", "csv", "tsv", "log", "ascii", "aa", "raw", "gitignore", "curl",
    "hosts", "ansi", "nohighlight", "tree", "plantuml", "uml", "math", "prisma", "wasm", "regex", "stylus", "ignore",
}  # fmt: skip
"""Names that are shown without colours, and are not mistakes."""
_HEAD = re.compile(r"(?:(diff)[ \t]+)?([^\s:{}=\"']*)(?=[:\s{]|$)")
_PAIR = re.compile(r"""(?:^|(?<=[\s,{]))([\w-]+)=("[^"]*"|'[^']*'|\[[^\]]*\]|[^\s,{}"']+)""")
_BRACES = re.compile(r"\s*\{([\d,\s-]*|\.[^{}]*|[^{}]*=[^{}]*)\}\s*")
_LINES = re.compile(r"\d+(?:-\d+)?(?:\s*,\s*\d+(?:-\d+)?)*")


class Fence(NamedTuple):
    """A parsed info string."""

    language: str
    """Name in Pygments; “none” for text."""
    title: str = ""
    lines: str = ""
    """Highlighted lines: `1,3-5`."""
    start: int = 0
    """Number of the first line; 0 without line numbers."""


@cache
def known_languages() -> frozenset[str]:
    """Return the names of all languages of Pygments and Sphinx."""
    names = (alias for _name, aliases, _files, _types in get_all_lexers(plugins=False) for alias in aliases)
    return frozenset({*names, *lexer_classes, "default", "guess", "pycon3"})


@cache
def language_of(name: str) -> str:
    """Return the name of a language in Pygments, “none” if it is not supported."""
    lower = name.lower()
    if lower in known_languages() or name in lexers:
        return name
    if lower in ALIASES:
        return ALIASES[lower]
    try:
        find_lexer_class_by_name(name)  # provided by a plugin of Pygments
    except ClassNotFound:
        return TEXT
    return name


def read_fence(info: str) -> Fence:
    """Parse the info string of a code block."""
    head = _HEAD.match(info)
    name, rest = ("diff" if head[1] else head[2], info[head.end() :]) if head else ("", info)
    options = _options(rest)
    behind = _PAIR.sub("", _BRACES.sub("", rest[1:])) if rest.startswith(":") else ""
    title = " ".join((options.get("title") or options.get("filename") or behind).split())
    numbered = options.get("linenos", "false") != "false" or "showlinenumbers" in rest.lower()
    start = options.get("linenostart", "")
    number = int(start) if re.fullmatch("[0-9]{1,6}", start) else int(numbered)
    return Fence(language_of(name) if name else TEXT, title, options["lines"], number)


def notice_on(info: str, text: str = "") -> str:
    """Return a notice about a code block: a misspelt language or a diagram that is not drawn; else an empty text."""
    directive = re.match(r"\{(?:code|code-block|sourcecode)\}\s+(\S+)", info)
    head = None if info.startswith("{") else _HEAD.match(info)
    name = directive[1] if directive else head[2] if head else ""
    if name == "mermaid":
        return diagrams.notice_on(text)
    if not name or name.lower() in PLAIN or language_of(name) != TEXT:
        return ""
    near = get_close_matches(name.lower(), known_languages(), n=1, cutoff=0.8)
    message = _("“%s” is no language with colours; it is shown as text.")
    return message % name + suggest(name, near) if near else ""


def _options(rest: str) -> dict[str, str]:
    """Return the options in an info string: `key=value`, in braces or not, and `{1,3-5}` as `lines`."""
    options = {key.lower(): value.strip("\"'") for key, value in _PAIR.findall(rest)}
    lines = [found for found in _BRACES.findall(rest) if _LINES.fullmatch(found.strip())]
    numbers = re.sub(r"[\[\]\"'\s]", " ", options.get("hl_lines", lines[0] if lines else ""))
    return options | {"lines": ",".join(re.findall(r"\d+(?:-\d+)?", numbers))}
