"""`make new`: a draft, a page or a work begins with a file in its place, under an address that can be read."""

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
from kawaraban.cli.desk import Desk, open_desk
from kawaraban.cli.terminal import ask, ask_which, is_terminal
from kawaraban.cli.works import add_work
from kawaraban.model.file_checks import fault_in
from kawaraban.model.frontmatter.editing import scalar
from kawaraban.model.frontmatter.values import LONGEST_TEXT
from kawaraban.model.labels import slug_of
from kawaraban.model.post import FOLDER
from kawaraban.model.redirects import file_of
from kawaraban.outputs.address_checks import FIXED
from kawaraban.text.dates import parse_date
from kawaraban.text.encoding import CONTROL
from kawaraban.text.markdown import as_markdown
from kawaraban.text.romaji import slug_from

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_ = get_translation("sphinx")

_NOT_IN_ADDRESSES = re.compile(r'[\s/\\?#%:*"<>|]|^[._-]')
"""What a browser, a shell or a file system reads as something else than a part of a name."""


def new(options: argparse.Namespace) -> str:
    """Begin a draft below posts/, a page, or a work; ask for what is not given. Return the path of its file.

    Raises Failed where the title is missing, or something that was given cannot be.
    """
    desk = open_desk(Path.cwd())
    if given := [name for name in ("title", "page", "work") if getattr(options, name)][1:]:
        raise Failed(_("%s begins something else than a post; leave out the rest.") % f"{given[-1].upper()}=…")
    if options.page:
        path = _new_page(desk, folded(options.page), options.slug)
    elif options.work:
        path = add_work(desk, folded(options.work), options.category)
    else:
        path = _new_post(desk, options)
    _open_editor(path.partition(":")[0])
    return path


def folded(title: str) -> str:
    """Return a title as one line that can be published. Raises Failed where nothing is left, or far too much."""
    text = " ".join(CONTROL.sub(" ", title).split())
    if not text:
        raise Failed(_('say the title: make new TITLE="…"'))
    if len(text) > LONGEST_TEXT:
        fault = _("should have at most %d characters; it has %d.") % (LONGEST_TEXT, len(text))
        raise Failed(_("%s: %s") % ("TITLE", fault))
    return text


def _new_post(desk: Desk, options: argparse.Namespace) -> str:
    """Write the draft; return its path."""
    asks = is_terminal()
    title = folded(options.title or (ask(_("Title: ")) if asks else ""))
    category = options.category or (_ask_category(desk) if asks else "")
    today = f"{desk.now:%Y-%m-%d}"
    date = options.date or (ask(_("Date [%s]: ") % today) if asks else "") or today
    try:
        moment = parse_date(date, desk.timezone)
    except ValueError as error:
        raise Failed(_("%s: %s") % ("DATE", error)) from None
    labels = scalar(" ".join(CONTROL.sub(" ", category).split())) if category else ""
    lines = ["---", f"title: {scalar(title)}", f"date: {date}", f"category: {labels}", "tags: []", "draft: true", "---"]
    folder = f"{FOLDER}{moment:%Y/%m}"
    return _write(
        desk,
        folder,
        _slug(title, options.slug, datetime.combine(moment, desk.now.timetz())),
        "\n".join([*lines, "", ""]),
    )


def _new_page(desk: Desk, title: str, slug: str) -> str:
    """Write a page at the root; return its path."""
    return _write(desk, "", _slug(title, slug, desk.now), f"# {as_markdown(title)}\n\n")


def _ask_category(desk: Desk) -> str:
    """Return the category that the author chooses among those in use, the most used first, or writes."""
    used = Counter(name for _path, matter in desk.matters() for name in matter.category)
    return ask_which(_("Category (a number, or a new name): "), [name for name, _number in used.most_common()])


def _slug(title: str, given: str, moment: datetime) -> str:
    """Return the name of the file: that which is given, if it can be one; else made of the title, or of the time."""
    if given:
        return _checked(unicodedata.normalize("NFC", given.strip().removesuffix(".md").removesuffix(".html")))
    try:
        slug = slug_from(title)
    except ImportError:
        slug = ""
        print(_("the title cannot be read aloud: install “%s”, or write SLUG=…") % "kawaraban[new]", file=sys.stderr)
    return slug or f"{moment:%d-%H%M}"


def _checked(slug: str) -> str:
    """Return an address that the author wrote. Raises Failed where it can be none."""
    fault = fault_in(f"{slug}.md")
    if not slug or fault or _NOT_IN_ADDRESSES.search(slug):
        better = slug_of(slug)[:60].strip("-")
        hint = _("write SLUG=%s") % better if better else _("write letters and digits, such as SLUG=rare-earths")
        raise Failed(_("“%s” cannot be part of an address; %s") % (slug[:60], hint))
    return slug


def _write(desk: Desk, folder: str, slug: str, text: str) -> str:
    """Write a new file under the first address that is free: `slug`, `slug-2`, …; return its path."""
    taken = set(_taken(desk, f"{folder}/" if folder else ""))
    (desk.root / folder).mkdir(parents=True, exist_ok=True)
    for number in count(1):
        name = slug if number == 1 else f"{slug}-{number}"
        path = Path(folder, f"{name}.md")
        if _key(name) in taken:
            continue
        try:
            with (desk.root / path).open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path.as_posix()
    raise AssertionError  # numbers do not end


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _taken(desk: Desk, folder: str) -> Iterable[str]:
    """Yield the names that a new file in a folder (empty, or with `/` at its end) cannot have, as `_key` has them."""
    for path in desk.files:
        if path.startswith(folder) and "/" not in path[len(folder) :]:
            yield _key(path[len(folder) :].removesuffix(".md"))
    addresses = [*map(file_of, desk.old_addresses()), *FIXED, "blog.html", "genindex.html"]
    address = folder.removeprefix(FOLDER)
    for file in addresses:
        if file.startswith(address) and "/" not in file[len(address) :]:
            yield _key(file[len(address) :].removesuffix(".html"))


def _open_editor(path: str) -> None:
    """Open a file in the author's editor, if one is named and somebody sits here."""
    editor = os.environ.get("EDITOR", "")
    if editor.strip() and is_terminal():
        try:
            subprocess.run([*shlex.split(editor), path], check=False)  # noqa: S603 - the author's own command
        except (OSError, ValueError) as error:
            print(_("the editor “%s” cannot be opened: %s") % (editor, error), file=sys.stderr)
