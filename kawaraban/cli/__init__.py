"""The commands behind the Makefile, each of which is also `kawaraban COMMAND`."""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban import __version__
from kawaraban.cli.application import CACHE, Failed, build, read_conf, share_pictures
from kawaraban.cli.arguments import Parser, port
from kawaraban.cli.failures import failure_of, write_trace
from kawaraban.cli.language import set_language
from kawaraban.incremental.source_changes import finish_pending
from kawaraban.model.problems import N_

if TYPE_CHECKING:
    import argparse

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


def init(options: argparse.Namespace) -> str:
    """Write a complete small blog into a new folder; ask for what is not given."""
    from kawaraban.cli.init import create  # only this command needs a scaffold

    return create(options)


def upgrade(_options: argparse.Namespace) -> str:
    """Move this blog to the newest version of Kawaraban, and tell what has changed."""
    from kawaraban.cli.upgrade import upgrade as run  # only this command needs pip

    return run(Path.cwd())


def docs(_options: argparse.Namespace) -> str:
    """Build the handbook into `_build/docs`; it is in Kawaraban's repository, not in the installed package."""
    script = Path(__file__).parents[2] / "docs" / "build.py"
    if not script.is_file():
        raise Failed(_("the handbook is in Kawaraban's repository, not in the installed package."))
    out = Path("_build", "docs").absolute()
    runpy.run_path(str(script))["main"](out)
    return str(out / "index.html")


def adopt(options: argparse.Namespace) -> str:
    """Turn a blog made for ABlog into one of Kawaraban's; show the changes first, and ask."""
    from kawaraban.cli.adopt import adopt as run  # only this command knows ABlog's settings and keys

    return run(options)


def publish(options: argparse.Namespace) -> str:
    """Build and check the site, and bring it to where it is read: a folder, a server, or a remote of rclone."""
    from kawaraban.cli.publish import publish_site  # only this command and `undo` need to reach a target

    return publish_site(options, html, check)


def undo(options: argparse.Namespace) -> str:
    """Bring back the publication before the one that is there."""
    from kawaraban.cli.publish import undo_publication

    return undo_publication(options)


def ping(_options: argparse.Namespace) -> str:
    """Tell search engines and the hub what has changed, after another program has published a folder below `_build`."""
    from kawaraban.cli.publish import ping_published

    return ping_published()


COMMANDS = (init, html, check, fix, serve, new, rename, links, publish, undo, ping, adopt, docs, upgrade)
"""All commands; looked up here, because importing a module such as `cli.fix` replaces the function of that name."""
Flag = tuple[str, dict[str, Any]]
PRIVATE: Flag = ("--allow-private", {"action": "store_true", "help": N_("ask this machine and its neighbours, too")})
TO: Flag = ("--to", {"default": "", "help": N_("a folder, user@host:folder, or remote:path of rclone")})
OPTIONS: dict[str, list[Flag]] = {
    "init": [
        ("folder", {"help": N_("a new or empty folder")}),
        *((f"--{name}", {"default": ""}) for name in ("title", "author", "address")),
        ("--language", {"default": "", "help": N_("ja or en")}),
    ],
    "html": [("--verify", {"action": "store_true", "help": N_("compare what is published, byte by byte")})],
    "serve": [
        ("--port", {"type": port, "default": 8000, "help": N_("another port of this computer than 8000")}),
        ("--phone", {"action": "store_true", "help": N_("show it to a phone in the same network, too")}),
    ],
    "new": [(f"--{name}", {"default": ""}) for name in ("title", "slug", "category", "date", "page", "work")],
    "rename": [
        *((f"--{name}", {"default": ""}) for name in ("category", "tag", "series", "post", "to")),
        ("--yes", {"action": "store_true", "help": N_("change the files without asking")}),
    ],
    "adopt": [
        ("--address", {"default": "", "help": N_("the address of the blog, if conf.py does not say it")}),
        ("--dry-run", {"action": "store_true", "help": N_("only show the changes")}),
        ("--yes", {"action": "store_true", "help": N_("change the files without asking")}),
    ],
    "check": [("--links", {"action": "store_true", "help": N_("check the links to other sites, too")}), PRIVATE],
    "fix": [("--yes", {"action": "store_true", "help": N_("write without asking")})],
    "links": [
        ("--again", {"action": "store_true", "help": N_("ask the links that are known, too, whether they are there")}),
        PRIVATE,
    ],
    "publish": [
        TO,
        ("--dry", {"action": "store_true", "help": N_("list what would be sent, and send nothing")}),
        ("--first", {"action": "store_true", "help": N_("take over a target that holds other files")}),
        ("--force", {"action": "store_true", "help": N_("even if something speaks against it")}),
        ("--precompress", {"action": "store_true", "help": N_("with compressed copies for servers that send them")}),
    ],
    "undo": [TO],
}
"""The options of each command."""


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Return the parsed command line; `run` is the function of its command. Without a command, print the help."""
    parser = Parser(prog="kawaraban", description=_("Publishes a blog of Markdown files."))
    parser.add_argument("--version", action="version", version=f"Kawaraban {__version__}")
    commands = parser.add_subparsers(required=True, metavar=", ".join(each.__name__ for each in COMMANDS))
    for command in COMMANDS:
        text = _((command.__doc__ or "").split("\n", maxsplit=1)[0])
        added = commands.add_parser(command.__name__, help=text, description=text)
        added.set_defaults(run=command)
        for name, settings in OPTIONS.get(command.__name__, []):
            help_text = {"help": _(settings["help"])} if "help" in settings else {}
            added.add_argument(name, **settings | help_text)
    return parser.parse_args(arguments or ["--help"])


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    set_language()
    options = parse(arguments)
    try:
        if options.run is not COMMANDS[0] and not Path("conf.py").exists():
            raise Failed(_("There is no conf.py here: go to the folder of your blog, or make one: kawaraban init DIR"))
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
