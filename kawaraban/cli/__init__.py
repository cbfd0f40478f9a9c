"""The commands behind the Makefile: html, check, fix, serve, new, rename, links."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from sphinx.locale import get_translation

from kawaraban.cli.application import CACHE, Failed, build, read_conf, share_pictures
from kawaraban.cli.failures import failure_of, write_trace
from kawaraban.cli.language import set_language
from kawaraban.incremental.source_changes import finish_pending

_ = get_translation("sphinx")


def html(options: argparse.Namespace) -> str:
    """Build into `_build/html`."""
    site = Path("_build", "html")
    summary = build(Path.cwd(), site.absolute(), CACHE.absolute(), alone=True, verify=options.verify)
    return f"{summary}\n{site.absolute() / 'index.html'}"


def links(options: argparse.Namespace) -> str:
    """Look up links of cards and videos that `links.toml` does not know, on the network."""
    from kawaraban.directives.links.complete import Offline, complete  # no build needs the network
    from kawaraban.model.problems import InvalidFile
    from kawaraban.sources.discovery import find_documents

    conf = read_conf(Path.cwd())._raw_config if Path("conf.py").is_file() else {}
    paths = find_documents(Path.cwd(), conf)
    try:
        for line in complete(Path.cwd(), paths, again=options.again, private=options.allow_private):
            print(line, flush=True)
    except (InvalidFile, Offline) as error:
        raise Failed(str(error)) from None
    return ""


def check(options: argparse.Namespace) -> str:
    """Build everything, drafts too, into a temporary folder, and proofread it for mistakes that raise no error."""
    with tempfile.TemporaryDirectory() as folder:
        site, cache = Path(folder, "html"), Path(folder, "cache")
        share_pictures(cache)
        report = build(Path.cwd(), site, cache, {"kawaraban_preview": True}, proofread=True)
    if not options.links:
        return report
    from kawaraban.directives.links.dead import check_links  # only this option needs the network
    from kawaraban.sources.discovery import find_documents

    print(report, flush=True)
    root, conf = Path.cwd(), read_conf(Path.cwd())._raw_config
    own = str(conf.get("blog_baseurl", ""))
    return check_links(root, find_documents(root, conf), CACHE, own=own, private=options.allow_private)


def fix(options: argparse.Namespace) -> str:
    """Correct the mistakes of which `check` is certain; show the changes first, and ask."""
    from kawaraban.cli.fix import correct  # only `fix` and `check` need a second parser

    return correct(Path.cwd(), agreed=options.yes, ask=input if sys.stdin.isatty() else None)


def serve(options: argparse.Namespace) -> str:
    """Serve the site on 127.0.0.1 with drafts and scheduled posts marked, and rebuild on every change."""
    try:
        from kawaraban.cli.serve.server import preview  # only this command needs a server
    except ModuleNotFoundError as error:
        raise Failed(_("The preview needs %s: pip install 'kawaraban[serve]'") % error.name) from None
    preview(Path.cwd(), options.port, phone=options.phone)
    return ""


def new(options: argparse.Namespace) -> str:
    """Create a draft below `posts/`, a page, or a work, and return its path; ask for what is not given."""
    from kawaraban.cli.new import create  # only this command needs to romanise titles

    return create(options)


def rename(options: argparse.Namespace) -> str:
    """Rename a category, a tag or a series, or move a post, and update everything that refers to it."""
    from kawaraban.cli.rename import rename as run  # only this command edits front matter

    return run(options)


def adopt(options: argparse.Namespace) -> str:
    """Turn a blog made for ABlog into one of Kawaraban's; show the changes first, and ask."""
    from kawaraban.cli.adopt import adopt as run  # only this command knows ABlog's settings and keys

    return run(options)


COMMANDS = (html, check, fix, serve, new, rename, adopt, links)
"""All commands; looked up here, because importing a module such as `cli.fix` replaces the function of that name."""
Flag = tuple[str, dict[str, Any]]
PRIVATE: Flag = ("--allow-private", {"action": "store_true", "help": "ask this machine and its neighbours, too"})
OPTIONS: dict[str, list[Flag]] = {
    "html": [("--verify", {"action": "store_true", "help": "compare what is published, byte by byte"})],
    "serve": [
        ("--port", {"type": int, "default": 8000}),
        ("--phone", {"action": "store_true", "help": "show it to a phone in the same network, too"}),
    ],
    "new": [(f"--{name}", {"default": ""}) for name in ("title", "slug", "category", "date", "page", "work")],
    "rename": [
        *((f"--{name}", {"default": ""}) for name in ("category", "tag", "series", "post", "to")),
        ("--yes", {"action": "store_true", "help": "change the files without asking"}),
    ],
    "adopt": [
        ("--address", {"default": "", "help": "the address of the blog, if conf.py does not say it"}),
        ("--dry-run", {"action": "store_true", "help": "only show the changes"}),
        ("--yes", {"action": "store_true", "help": "change the files without asking"}),
    ],
    "check": [("--links", {"action": "store_true", "help": "check the links to other sites, too"}), PRIVATE],
    "fix": [("--yes", {"action": "store_true", "help": "write without asking"})],
    "links": [
        ("--again", {"action": "store_true", "help": "ask the links that are known, too, whether they are there"}),
        PRIVATE,
    ],
}
"""The options of each command."""


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Return the parsed command line; `run` is the function of its command."""
    parser = argparse.ArgumentParser(prog="kawaraban", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in COMMANDS:
        added = commands.add_parser(command.__name__, help=(command.__doc__ or "").split("\n", maxsplit=1)[0])
        added.set_defaults(run=command)
        for name, settings in OPTIONS.get(command.__name__, []):
            added.add_argument(name, **settings)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    options = parse(arguments)
    set_language()
    try:
        if finish_pending(str(Path.cwd())):
            print(_("An interrupted change of the sources has been completed."), file=sys.stderr)
        output = options.run(options)
    except Exception as error:
        failed = failure_of(error)
        write_trace(failed)
        print(failed, file=sys.stderr)
        return 1
    if output:
        print(output)
    return 0
