"""The commands behind the Makefile: html, check, serve, new."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import tempfile
import traceback
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.locale import get_translation
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kawaraban.build import build_of
from kawaraban.log import collector
from kawaraban.press.stage import stage_of
from kawaraban.problems import ProblemsFound, denials, denied, told
from kawaraban.summary import said_of
from kawaraban.words import CATALOGUE, OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kawaraban.problems import Problem

_ = get_translation("sphinx")

BUILD = Path("_build")


class Failed(Exception):
    """A build that went wrong; its text is for the author, `trace` for those who mend the press."""

    def __init__(self, text: str, trace: str = "") -> None:
        super().__init__(text)
        self.trace = trace


def build(
    source: Path, out: Path, cache: Path, settings: dict[str, object] | None = None, *,
    alone: bool = False, proofread: bool = False, verify: bool = False,
) -> str:  # fmt: skip
    """Build the site of *source* into *out* and return the summary; raise Failed with all that is wrong.

    A build that fails changes nothing, in *out* or in *cache*: the same mistake fails in the same way again.
    *alone*: whatever else lies in *out* is deleted. *proofread*: the posts are read for what fails in silence.
    *verify*: what is published is compared, not only looked at for its size and time.
    """
    warnings = io.StringIO()
    waiting = _("another build is at work; waiting for it …")
    with (
        _language_kept(),
        _told_to_the_author(source, warnings),
        closing(stage_of(str(out), str(cache), waiting, alone=alone, verify=verify)),
        patch_docutils(source),
        docutils_namespace(),
    ):
        app = Sphinx(
            source, source, out, cache, "html", settings or {}, status=None, warning=warnings,
            warningiserror=True, parallel=os.cpu_count() or 1,
        )  # fmt: skip
        app.build()
        locale.translators["general", CATALOGUE] = app.translator  # for the summary
        if app.statuscode or app._warncount:
            raise ProblemsFound([])
        if proofread:
            from kawaraban.proofs import notices_of  # no other command needs a second parser

            build_of(app).notices += notices_of(build_of(app))
        return said_of(build_of(app))


@contextmanager
def _language_kept() -> Iterator[None]:
    """Let Sphinx speak after a build as before."""
    spoken = dict(locale.translators)
    try:
        yield
    finally:
        locale.translators.clear()
        locale.translators.update(spoken)


@contextmanager
def _told_to_the_author(source: Path, warnings: io.StringIO) -> Iterator[None]:
    """Raise what goes wrong within as Failed, in words for the author; *warnings* are what Sphinx has printed."""
    try:
        yield
    except ProblemsFound as found:
        raise _failed(found.problems, warnings.getvalue(), source) from None
    except ConfigError as error:
        raise Failed(_explained(error, source)) from None
    except SphinxError as error:
        raise _failed([], f"{warnings.getvalue()}{error}", source) from None
    except OSError as error:
        raise Failed(denied(error)) from None
    except RecursionError as error:
        raise Failed(f"{type(error).__name__}: {error}") from None


def _failed(problems: Iterable[Problem], said: str, source: Path) -> Failed:
    """Return all that is wrong: *problems* and what others warned of; where that is nothing, what was *said*."""
    collected = collector()
    found = [*problems, *(collected.problems if collected else ())]
    plain = re.sub(r"\x1b\[[\d;]*m", "", said).replace(f"{source}{os.sep}", "").strip()
    return Failed(told(found) or plain, "\n".join(collected.traces) if collected else "")


def _explained(error: ConfigError, source: Path) -> str:
    """Return what is wrong with conf.py, at its line where that is known."""
    cause, conf = error.__cause__, str(source / "conf.py")
    if cause is None:
        return str(error)
    if isinstance(cause, SyntaxError) and cause.filename == conf:
        return f"conf.py:{cause.lineno or 1}: {cause.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(cause.__traceback__) if frame.filename == conf]
    return f"conf.py:{(lines or [1])[-1]}: {type(cause).__name__}: {cause}"


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
    from kawaraban.links import Faulty  # no other command needs a network
    from kawaraban.links.complete import Offline, complete

    _speak()
    paths = sorted(path.as_posix() for path in [*Path("posts").rglob("*.md"), *Path().glob("*.md")])
    try:
        for line in complete(Path.cwd(), paths, again=options.again, private=options.allow_private):
            print(line, flush=True)
    except (Faulty, Offline) as error:
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
    from kawaraban.serve import preview  # no other command needs a server

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
        if isinstance(error, OSError) and error.errno in denials():
            print(denied(error), file=sys.stderr)
        else:
            _keep_trace(traceback.format_exc())
        return 1
    if said:
        print(said)
    return 0
