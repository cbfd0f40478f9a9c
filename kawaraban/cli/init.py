"""`kawaraban init`: write a complete small blog into an empty folder."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sphinx.locale import get_translation

import kawaraban
from kawaraban.cli.application import Failed
from kawaraban.cli.language import LANGUAGES, set_language
from kawaraban.cli.terminal import ask, is_terminal
from kawaraban.model.config import clock
from kawaraban.model.frontmatter.values import LONGEST_TEXT
from kawaraban.model.labels import slug_of
from kawaraban.model.post import PostFolders
from kawaraban.model.settings import is_authority, is_zone
from kawaraban.text.encoding import one_line
from kawaraban.text.markdown import escape_markdown
from kawaraban.text.urls import base_url_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

_ = get_translation("sphinx")

FOLDER = PostFolders().names[0]

SCAFFOLD = Path(kawaraban.__file__).parent / "scaffold"
"""The files of a new blog. `common` has those that are equal in all languages; `dot_x` becomes `.x`, `y.in` `y`."""
UNKNOWN_ADDRESS = "https://blog.example/"
_MAY_BE_THERE = {".git", ".DS_Store"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the author says of a new blog. `address` ends with `/`, or is empty if it is not known yet."""

    title: str
    author: str
    address: str
    language: str


def create(options: argparse.Namespace) -> str:
    """Write a new blog into `options.folder`, and return what to do next; ask for what is not given.

    Raises Failed, and writes nothing, if the folder is not empty, an option is missing or invalid.
    """
    if not options.folder:
        raise Failed(_("say where the blog shall be: make init DIR=../blog"))
    folder = Path(options.folder)
    _check_folder(folder)
    answers = _answers(options)
    _write(folder, dict(files_of(answers)))
    steps = [_("The blog is ready. Next:"), f"  cd {shlex.quote(str(folder))}", "  make serve"]
    if not answers.address:
        steps.append(_("Before you publish, write its address into conf.py (blog_baseurl)."))
    return "\n".join(steps)


def _check_folder(folder: Path) -> None:
    """Raise Failed if *folder* is a file, holds files, or is part of another blog."""
    if folder.exists() and not folder.is_dir():
        raise Failed(_("%s is a file; choose a new folder.") % folder)
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if there := [name for name in found if name not in _MAY_BE_THERE]:
        names = ", ".join(there[:5]) + (", …" if len(there) > 5 else "")
        raise Failed(_("%s is not empty (%s); choose a new or empty folder.") % (folder, names))
    for parent in folder.absolute().parents:
        if (parent / "conf.py").exists():
            raise Failed(_("%s would be part of the blog in %s; choose a folder outside.") % (folder, parent))


def _answers(options: argparse.Namespace) -> Answers:
    """Return the answers from the options, and from the author if there is a terminal."""
    asks = is_terminal()
    language = _language(options.language) if options.language else ""
    if not language and asks:
        default = set_language()
        question = _("Language (%s) [%s]: ") % ("/".join(LANGUAGES), default)
        language = _asked(question, lambda text: _language(text or default))
    language = language or set_language()
    set_language(language)
    title, author, address = one_line(options.title), one_line(options.author), _address(options.address)
    if not asks and not (title and author):
        hint = f'kawaraban init {shlex.quote(options.folder)} --title="…" --author="…"'
        raise Failed(_("say the name of the blog and of its author: %s") % hint)
    title = _short("title", title) if title else _asked(_("Name of the blog: "), lambda text: _short("", text))
    author = _short("author", author) if author else _asked(_("Your name: "), lambda text: _short("", text))
    if asks and not address:
        address = _asked(_("Its address, such as https://name.github.io/ (Enter if you do not know yet): "), _address)
    return Answers(title, author, address, language)


def _asked(question: str, check: Callable[[str], str]) -> str:
    """Ask until *check* accepts the answer, and return what it makes of it."""
    while True:
        answer = ask(question)
        try:
            return check(answer)
        except Failed as error:
            print(error)


def _language(text: str) -> str:
    """Return the code of a language. Raises Failed if there is no scaffold in it."""
    code = text.strip().lower()
    if code not in LANGUAGES:
        raise Failed(_("a new blog can be in one of these languages: %s; it is %r.") % (", ".join(LANGUAGES), text))
    return code


def _short(option: str, text: str) -> str:
    """Return a text as one line. Raises Failed, naming the *option* if it came from one, if it is empty or too long."""
    text = one_line(text)
    fault = "" if text else _("this may not be empty.")
    if len(text) > LONGEST_TEXT:
        fault = _("should have at most %d characters; it has %d.") % (LONGEST_TEXT, len(text))
    if fault:
        raise Failed(_("%s: %s") % (option, fault) if option else fault)
    return text


def _address(text: str) -> str:
    """Return the address of a blog with `/` at its end, or an empty text. Raises Failed if it is none."""
    text = text.strip()
    if not text or base_url_of(text):
        return text and text.rstrip("/") + "/"
    better = f"https://{text.rstrip('/')}/"
    expected = better if base_url_of(better) and "." in text else "https://example.org/"
    raise Failed(_("address: write it like “%s”; it is %r.") % (expected, text))


def files_of(answers: Answers) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file of a new blog."""
    zone = "Asia/Tokyo" if answers.language == "ja" else _system_zone()
    today = clock().astimezone(ZoneInfo(zone)).date()
    month = f"{today:%Y/%m}/"
    authority = f"{urlsplit(answers.address).hostname or ''},{today:%Y}"
    known = is_authority(authority) and bool(answers.address)
    fields = {
        "title": answers.title, "author": answers.author, "tagline": _("A blog by %s") % answers.author,
        "address": answers.address or UNKNOWN_ADDRESS, "key": slug_of(answers.author)[:40].strip("-") or "author",
        "timezone": zone, "date": today.isoformat(), "address_of_post": f"{month}first-post",
        "post": f"{FOLDER}{month}first-post.md", "version": kawaraban.__version__,
        "authority": f'kawaraban_feed_authority = "{authority}"' if known
        else f'# kawaraban_feed_authority = "example.org,{today:%Y}"',
    }  # fmt: skip
    for source in (SCAFFOLD / "common", SCAFFOLD / answers.language):
        for path in sorted(each for each in source.rglob("*") if each.is_file()):
            name = re.sub("(?<![^/])dot_", ".", path.relative_to(source).as_posix()).removesuffix(".in")
            name = name.replace(FOLDER, FOLDER + month) if name.startswith(FOLDER) else name
            yield name, _filled(name, path.read_text("utf-8"), fields).encode()


def _filled(name: str, text: str, fields: dict[str, str]) -> str:
    """Return the text of a file with `@field@` replaced by values in the notation of the file."""

    def value(found: re.Match[str]) -> str:
        field, raw = found[1], fields[found[1]]
        if name.endswith(".py"):
            return raw if field == "authority" else json.dumps(raw, ensure_ascii=False)
        return escape_markdown(raw) if field in ("title", "author") else raw

    return re.sub(rf"@({'|'.join(fields)})@", value, text)


def _system_zone() -> str:
    """Return the name of this machine's time zone, or UTC if it has none that is known."""
    link = Path("/etc/localtime")
    named = os.environ.get("TZ") or (str(link.readlink()) if link.is_symlink() else "")
    zone = named.removeprefix(":").rpartition("zoneinfo/")[2]
    return zone if zone and is_zone(zone) else "UTC"


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder; overwrite none, and leave nothing if one cannot be written."""
    written: list[Path] = []
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        made = {parent for name in files for parent in (folder / name).parents if folder in parent.parents}
        for path in sorted(made, reverse=True):
            with contextlib.suppress(OSError):
                path.rmdir()
        raise
