"""`make new`: create a draft, a page or a work, with a readable address."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.source_tree import SourceTree, read_source_tree
from kawaraban.cli.terminal import ask, ask_which, is_terminal
from kawaraban.cli.works import add_work
from kawaraban.model.file_checks import name_fault
from kawaraban.model.frontmatter.editing import scalar
from kawaraban.model.frontmatter.values import LONGEST_TEXT
from kawaraban.model.labels import slug_of
from kawaraban.model.post import address_key
from kawaraban.model.redirects import redirect_file
from kawaraban.outputs.address_checks import FIXED
from kawaraban.text.dates import parse_date
from kawaraban.text.encoding import one_line
from kawaraban.text.markdown import escape_markdown
from kawaraban.text.romaji import romanised_slug

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_ = get_translation("sphinx")

_NOT_IN_ADDRESSES = re.compile(r'[\s/\\?#%:*"<>|]|^[._-]')
"""Characters with a special meaning in URLs, shells or file systems."""


def create(options: argparse.Namespace) -> str:
    """Create a draft below `posts/`, a page, or a work, and return the path of its file.

    What is not given is asked for if there is a terminal. Raises Failed if the title is missing, or an option invalid.
    """
    tree = read_source_tree(Path.cwd())
    if sum(map(bool, (options.title, options.page, options.work))) > 1:
        raise Failed(_("use only one of TITLE=…, PAGE=… and WORK=…"))
    if options.page:
        path = _new_page(tree, normalise_title(options.page), options.slug)
    elif options.work:
        path = add_work(tree, normalise_title(options.work), options.category)
    else:
        path = _new_post(tree, options)
    _open_editor(path.partition(":")[0])
    return path


def normalise_title(title: str) -> str:
    """Return a title as one line without control characters. Raises Failed if it is empty or too long."""
    text = one_line(title)
    if not text:
        raise Failed(_('say the title: make new TITLE="…"'))
    if len(text) > LONGEST_TEXT:
        fault = _("should have at most %d characters; it has %d.") % (LONGEST_TEXT, len(text))
        raise Failed(_("%s: %s") % ("TITLE", fault))
    return text


def _new_post(tree: SourceTree, options: argparse.Namespace) -> str:
    """Write a draft and return its path."""
    asks = is_terminal()
    title = normalise_title(options.title or (ask(_("Title: ")) if asks else ""))
    category = options.category or (_ask_category(tree) if asks else "")
    today = f"{tree.now:%Y-%m-%d}"
    date = options.date or (ask(_("Date [%s]: ") % today) if asks else "") or today
    try:
        moment = parse_date(date, tree.timezone)
    except ValueError as error:
        raise Failed(_("%s: %s") % ("DATE", error)) from None
    labels = scalar(one_line(category)) if category else ""
    lines = ["---", f"title: {scalar(title)}", f"date: {date}", f"category: {labels}", "tags: []", "draft: true", "---"]
    slug = _slug(title, options.slug, datetime.combine(moment, tree.now.timetz()))
    return _write(tree, f"{tree.post_folders.names[0]}{moment:%Y/%m}", slug, "\n".join([*lines, "", ""]))


def _new_page(tree: SourceTree, title: str, slug: str) -> str:
    """Write a page at the root and return its path."""
    return _write(tree, "", _slug(title, slug, tree.now), f"# {escape_markdown(title)}\n\n")


def _ask_category(tree: SourceTree) -> str:
    """Ask for a category, listing those in use, the most frequent first."""
    used = Counter(name for _path, matter in tree.front_matters() for name in matter.category)
    return ask_which(_("Category (a number, or a new name): "), [name for name, _number in used.most_common()])


def _slug(title: str, given: str, moment: datetime) -> str:
    """Return the file name without `.md`: as given, or the romanised title, or else the time."""
    if given:
        return _checked(unicodedata.normalize("NFC", given.strip().removesuffix(".md").removesuffix(".html")))
    try:
        slug = romanised_slug(title)
    except ImportError:
        slug = ""
        text = _("the title could not be romanised, so the address is the time; install “%s”, or use SLUG=…")
        print(text % "kawaraban[new]", file=sys.stderr)
    return slug or f"{moment:%d-%H%M}"


def _checked(slug: str) -> str:
    """Return a slug if it is valid; raise Failed otherwise."""
    fault = name_fault(f"{slug}.md")
    if not slug or fault or _NOT_IN_ADDRESSES.search(slug):
        better = slug_of(slug)[:60].strip("-")
        hint = _("write SLUG=%s") % better if better else _("write letters and digits, such as SLUG=rare-earths")
        raise Failed(_("“%s” cannot be part of an address; %s") % (slug[:60], hint))
    return slug


def _write(tree: SourceTree, folder: str, slug: str, text: str) -> str:
    """Write a new file at the first free address (`slug`, `slug-2`, …) and return its path."""
    taken = set(_taken(tree, f"{folder}/" if folder else ""))
    (tree.root / folder).mkdir(parents=True, exist_ok=True)
    for number in count(1):
        name = slug if number == 1 else f"{slug}-{number}"
        path = Path(folder, f"{name}.md")
        if address_key(name) in taken:
            continue
        try:
            with (tree.root / path).open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path.as_posix()
    raise AssertionError  # count() is endless


def _taken(tree: SourceTree, folder: str) -> Iterable[str]:
    """Yield the keys (see `address_key`) of names in use in a folder, which is empty or ends in `/`."""
    for path in tree.files:
        if path.startswith(folder) and "/" not in path[len(folder) :]:
            yield address_key(path[len(folder) :].removesuffix(".md"))
    addresses = [*map(redirect_file, tree.old_addresses()), *FIXED, "blog.html", "genindex.html"]
    address = folder.removeprefix(tree.post_folders.names[0])
    for file in addresses:
        if file.startswith(address) and "/" not in file[len(address) :]:
            yield address_key(file[len(address) :].removesuffix(".html"))


def _open_editor(path: str) -> None:
    """Open a file in `$EDITOR`, if that is set and there is a terminal."""
    editor = os.environ.get("EDITOR", "")
    if editor.strip() and is_terminal():
        try:
            subprocess.run([*shlex.split(editor), path], check=False)  # noqa: S603 - the author's own command
        except (OSError, ValueError) as error:
            print(_("the editor “%s” cannot be opened: %s") % (editor, error), file=sys.stderr)
