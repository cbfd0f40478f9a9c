"""The commands behind the Makefile: html, check, fix, serve, new."""

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
from kawaraban.model.problems import denials, denied

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
    from kawaraban.model.links import Faulty  # no other command needs a network

    found = [*Path("posts").rglob("*.md"), *Path().glob("*.md")]
    paths = sorted(path.as_posix() for path in found if path.is_file())  # what is none, a build tells
    try:
        for line in complete(Path.cwd(), paths, again=options.again, private=options.allow_private):
            print(line, flush=True)
    except (Faulty, Offline) as error:
        raise Failed(str(error)) from None
    return ""


def check(options: argparse.Namespace) -> str:
    """Build everything, drafts too, into a folder that is thrown away, and read it for what fails in silence."""
    with tempfile.TemporaryDirectory() as folder:
        site, cache = Path(folder, "html"), Path(folder, "cache")
        cache.mkdir()
        (BUILD / "cache" / "pictures").mkdir(parents=True, exist_ok=True)
        (cache / "pictures").symlink_to((BUILD / "cache" / "pictures").absolute())  # what is made there is made for all
        said = build(Path.cwd(), site, cache, {"kawaraban_preview": True}, proofread=True)
    if options.links:
        from kawaraban.directives.links.dead import dead_links  # nothing else in this command needs a network
        from kawaraban.sources.discovery import conf_below, documents_below

        print(said, flush=True)
        root, conf = Path.cwd(), conf_below(Path.cwd())
        paths, own = documents_below(root, conf), str(conf.get("blog_baseurl", ""))
        said = dead_links(root, paths, BUILD / "cache", own=own, private=options.allow_private)
    return said


def fix(options: argparse.Namespace) -> str:
    """Write what `check` is certain of; show it first, and ask."""
    from kawaraban.cli.fix import mend  # no other command needs a second parser

    return mend(Path.cwd(), agreed=options.yes, ask=input if sys.stdin.isatty() else None)


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


COMMANDS = (html, check, fix, serve, new, links)
"""The commands; named here, for a module of the same name takes its name once it is imported."""
Flag = tuple[str, dict[str, Any]]
PRIVATE: Flag = ("--allow-private", {"action": "store_true", "help": "ask this machine and its neighbours, too"})
OPTIONS: dict[str, list[Flag]] = {
    "html": [("--verify", {"action": "store_true", "help": "compare what is published, byte by byte"})],
    "serve": [("--port", {"type": int, "default": 8000})],
    "new": [("--title", {"default": ""}), ("--slug", {"default": ""})],
    "check": [("--links", {"action": "store_true", "help": "ask whether the links to other sites are there"}), PRIVATE],
    "fix": [("--yes", {"action": "store_true", "help": "write without asking"})],
    "links": [
        ("--again", {"action": "store_true", "help": "ask the links that are known, too, whether they are there"}),
        PRIVATE,
    ],
}
"""What each command may be told."""


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Return the options of a command line, and as `run` the function of its command."""
    parser = argparse.ArgumentParser(prog="kawaraban", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in COMMANDS:
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
        if isinstance(error, OSError) and error.errno in denials():
            print(denied(error), file=sys.stderr)
        else:
            _keep_trace(traceback.format_exc())
        return 1
    if said:
        print(said)
    return 0
