"""Add an entry to the page of works, with the same fields as the entries beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from myst_parser.slugs import github_slugify
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.terminal import ask_which, is_terminal
from kawaraban.incremental.source_changes import apply_changes
from kawaraban.model.problems import suggest
from kawaraban.text.edits import Edit, apply_edits_to_file
from kawaraban.text.markdown import escape_markdown

if TYPE_CHECKING:
    from kawaraban.cli.source_tree import SourceTree

_ = get_translation("sphinx")

FILE = "works.md"
_PART = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_WORK = re.compile(
    r"(?:^(?P<mark>\{\.[\w .-]+\})\n)?^### +(?P<title>.+?) *\n(?P<rest>(?:(?!#|\{\.).*\n?)*)", re.MULTILINE
)
_FIELDS = re.compile(r"(?:^:[^:\n]+:.*\n?)+", re.MULTILINE)


def add_work(tree: SourceTree, title: str, part: str) -> str:
    """Add a work to the end of a section of works.md, and return `works.md:line`.

    If *part* is empty, ask for the section, or use the first one. Raises Failed if there is no such section, or if the
    work already exists.
    """
    path = tree.root / FILE
    if not path.exists():
        with path.open("x", encoding="utf-8") as file:
            file.write(f"# {_('Works')}\n\n## {escape_markdown(title)}\n\n")
        return f"{FILE}:3"
    text = tree.text(FILE)
    edits = _entry(text, title, _chosen(_PART.findall(text), part))
    apply_changes(str(tree.root), {FILE: apply_edits_to_file(path.read_bytes(), edits)}, {})
    lines, name = tree.text(FILE).split("\n"), escape_markdown(title)
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("#") and name in line)
    return f"{FILE}:{number}"


def _chosen(parts: list[str], part: str) -> str:
    """Return the section for the work; empty if the page has none."""
    if not part and len(parts) > 1 and is_terminal():
        part = ask_which(_("Section of %s (a number): ") % FILE, parts)
    if part and part not in parts:
        raise Failed(_("there is no section “%s” in %s.") % (part, FILE) + suggest(part, parts))
    return part or (parts[0] if parts else "")


def _entry(text: str, title: str, part: str) -> list[Edit]:
    """Return the edits that add a work to the end of a section, and a link to the list of links to its works."""
    start = next((found.end() for found in _PART.finditer(text) if found[1] == part), 0)
    after = _PART.search(text, start)
    end = after.start() if after else len(text)
    models = list(_WORK.finditer(text, start, end)) or list(_WORK.finditer(text))
    model = models[-1] if models else None
    name = _in_brackets(escape_markdown(title), model["title"] if model else "")
    if re.search(rf"^### +{re.escape(name)} *$", text, re.MULTILINE):
        raise Failed(_("%s already has a work with this title; choose another one.") % FILE)
    mark = f"{model['mark']}\n" if model and model["mark"] else ""
    fields = _FIELDS.search(model["rest"]) if model else None
    body = f"\n{fields[0].rstrip()}\n" if fields else ""
    place = len(text[:end].rstrip("\n"))
    edits = [Edit(place, end, f"\n\n{mark}### {name}\n{body}" + ("\n" if after else ""))]
    slug = re.escape(github_slugify(model["title"])) if model else ""
    link = re.search(rf"^([-*+] +)\[[^\n]*\]\(#{slug}\) *$", text, re.MULTILINE) if slug else None
    if link:
        edits.append(Edit(link.end(), link.end(), f"\n{link[1]}[{name}](#{github_slugify(title)})"))
    return edits


def _in_brackets(title: str, like: str) -> str:
    """Return a title in the same brackets as another one."""
    if re.match("[『「《]", like) and not re.match("[『「《]", title):
        return f"{like[0]}{title}{like[-1]}"
    return title
