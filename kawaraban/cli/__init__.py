"""The commands behind the Makefile: html, check, serve, new."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from sphinx import locale
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed, build
from kawaraban.model.i18n import CATALOGUE, OURS
from kawaraban.model.problems import os_error_message, os_error_reasons

_ = get_translation("sphinx")

BUILD = Path("_build")


def html(options: argparse.Namespace) -> str:
    """Build into `_build/html`."""
    site, cache = BUILD / "html", BUILD / "cache"
    said = build(Path.cwd(), site.absolute(), cache.absolute(), alone=True, verify=options.verify)
    return f"{said}\n{site.absolute() / 'index.html'}"


def _speak() -> None:
    """Speak the blog's language where no build does so: that which conf.py names in a line of its own."""
    conf = Path("conf.py")
    named = re.search(
        r"""(?m)^language\s*=\s*["']([\w-]+)""", conf.read_text("utf-8", "replace") if conf.is_file() else ""
    )
    locale.init([OURS], named[1] if named else None, CATALOGUE)


def links(options: argparse.Namespace) -> str:
    """Look at the links of cards and videos that `links.toml` does not know; the only command that asks the network."""
    from kawaraban.directives.links.complete import Offline, complete
    from kawaraban.model.links import InvalidLinksFile  # no other command needs a network

    found = [*Path("posts").rglob("*.md"), *Path().glob("*.md")]
    paths = sorted(path.as_posix() for path in found if path.is_file())  # what is none, a build tells
    try:
        for line in complete(Path.cwd(), paths, again=options.again, private=options.allow_private):
            print(line, flush=True)
    except (InvalidLinksFile, Offline) as error:
        raise Failed(str(error)) from None
    return ""


def check(_options: argparse.Namespace) -> str:
    """Build everything, drafts too, into a folder that is thrown away, and read it for what fails in silence."""
    with tempfile.TemporaryDirectory() as folder:
        site, cache = Path(folder, "html"), Path(folder, "cache")
        cache.mkdir()
        (BUILD / "cache" / "pictures").mkdir(parents=True, exist_ok=True)
        (cache / "pictures").symlink_to((BUILD / "cache" / "pictures").absolute())  # what is made there is made for all
        return build(Path.cwd(), site, cache, {"kawaraban_preview": True}, proofread=True)


def serve(options: argparse.Namespace) -> str:
    """Show the site on 127.0.0.1, drafts and scheduled posts marked, and follow every change."""
    from kawaraban.cli.serve import preview  # no other command needs a server

    preview(Path.cwd(), BUILD / "preview", BUILD / "preview-cache", options.port)
    return ""


def new(options: argparse.Namespace) -> str:
    """Begin a draft below posts/, dated today; return its path."""
    title = " ".join(options.title.split())
    if not title:
        raise Failed(_('say the title: make new TITLE="…"'))
    today = datetime.now().astimezone()
    words = re.findall(r"[a-z0-9]+", (options.slug or title).lower())
    stem = "-".join(words) or today.strftime("%d-%H%M")
    path = Path("posts", today.strftime("%Y/%m"), stem + ".md")
    if path.exists():
        raise Failed(_("%s is there already; choose another address with SLUG=…") % path)
    path.parent.mkdir(parents=True, exist_ok=True)
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    lines = [
        "---",
        f"title: {quoted}",
        f"date: {today:%Y-%m-%d}",
        "category: ",
        "tags: []",
        "draft: true",
        "---",
        "",
        "",
    ]
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def _keep_trace(trace: str) -> None:
    """Write down where the press itself failed, for whoever reports it."""
    log = BUILD / "error.log"
    try:
        BUILD.mkdir(exist_ok=True)
        log.write_text(trace, "utf-8")
    except OSError:
        print(trace, file=sys.stderr)
    print(_("Kawaraban itself failed; please report what stands in %s.") % log, file=sys.stderr)


Flag = tuple[str, dict[str, Any]]
OPTIONS: dict[str, list[Flag]] = {
    "html": [("--verify", {"action": "store_true", "help": "compare what is published, byte by byte"})],
    "serve": [("--port", {"type": int, "default": 8000})],
    "new": [("--title", {"default": ""}), ("--slug", {"default": ""})],
    "links": [
        ("--again", {"action": "store_true", "help": "ask the links that are known, too, whether they are there"}),
        ("--allow-private", {"action": "store_true", "help": "ask this machine and its neighbours, too"}),
    ],
}
"""What each command may be told."""


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Return the options of a command line, and as `run` the function of its command."""
    parser = argparse.ArgumentParser(prog="kawaraban", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in (html, check, serve, new, links):
        added = commands.add_parser(command.__name__, help=(command.__doc__ or "").split("\n", maxsplit=1)[0])
        added.set_defaults(run=command)
        for name, settings in OPTIONS.get(command.__name__, []):
            added.add_argument(name, **settings)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = parse(arguments)
    _speak()
    try:
        said = options.run(options)
    except Failed as failed:
        print(failed, file=sys.stderr)
        if failed.trace:
            _keep_trace(failed.trace)
        return 1
    except Exception as error:
        if isinstance(error, OSError) and error.errno in os_error_reasons():
            print(os_error_message(error), file=sys.stderr)
        else:
            _keep_trace(traceback.format_exc())
        return 1
    if said:
        print(said)
    return 0
