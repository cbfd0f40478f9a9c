"""A new entry on the page of works, in the form of those beside it, whatever their author calls the fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from myst_parser.slugs import github_slugify
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.terminal import ask_which, is_terminal
from kawaraban.incremental.source_changes import change
from kawaraban.model.problems import suggest
from kawaraban.text.edits import Edit, applied_to_file
from kawaraban.text.markdown import as_markdown

if TYPE_CHECKING:
    from kawaraban.cli.desk import Desk

_ = get_translation("sphinx")

FILE = "works.md"
_PART = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_WORK = re.compile(
    r"(?:^(?P<mark>\{\.[\w .-]+\})\n)?^### +(?P<title>.+?) *\n(?P<rest>(?:(?!#|\{\.).*\n?)*)", re.MULTILINE
)
_FIELDS = re.compile(r"(?:^:[^:\n]+:.*\n?)+", re.MULTILINE)


def add_work(desk: Desk, title: str, part: str) -> str:
    """Put a work at the end of a *part* of works.md (empty: ask, or take the first one); return “works.md:line”.

    Raises Failed where there is no such part, or the work is there already.
    """
    path = desk.root / FILE
    if not path.exists():
        with path.open("x", encoding="utf-8") as file:
            file.write(f"# {_('Works')}\n\n## {as_markdown(title)}\n\n")
        return f"{FILE}:3"
    text = desk.text(FILE)
    edits = _entry(text, title, _chosen(_PART.findall(text), part))
    change(str(desk.root), {FILE: applied_to_file(path.read_bytes(), edits)}, {})
    lines = desk.text(FILE).split("\n")
    return f"{FILE}:{next(n for n, line in enumerate(lines, 1) if line.startswith('#') and as_markdown(title) in line)}"


def _chosen(parts: list[str], part: str) -> str:
    """Return the part of the page that takes the work, empty where there is none."""
    if not part and len(parts) > 1 and is_terminal():
        part = ask_which(_("Part of %s (a number): ") % FILE, parts)
    if part and part not in parts:
        raise Failed(_("there is no part “%s” in %s.") % (part, FILE) + suggest(part, parts))
    return part or (parts[0] if parts else "")


def _entry(text: str, title: str, part: str) -> list[Edit]:
    """Return the edits that put a work at the end of a part, and its link at the end of those of that part."""
    start = next((found.end() for found in _PART.finditer(text) if found[1] == part), 0)
    after = _PART.search(text, start)
    end = after.start() if after else len(text)
    models = list(_WORK.finditer(text, start, end)) or list(_WORK.finditer(text))
    model = models[-1] if models else None
    name = _in_brackets(as_markdown(title), model["title"] if model else "")
    if re.search(rf"^### +{re.escape(name)} *$", text, re.MULTILINE):
        raise Failed(_("%s has a work of this title already; choose another one.") % FILE)
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
    """Return a title in the brackets that another one stands in."""
    if re.match("[『「《]", like) and not re.match("[『「《]", title):
        return f"{like[0]}{title}{like[-1]}"
    return title
