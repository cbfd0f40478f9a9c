"""The commands behind the Makefile: html, check, serve, new."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.locale import get_translation
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kawaraban.build import build_of
from kawaraban.press.stage import stage_of
from kawaraban.problems import ProblemsFound
from kawaraban.summary import said_of
from kawaraban.words import CATALOGUE, OURS

_ = get_translation("sphinx")

BUILD = Path("_build")


class Failed(Exception):
    """A build that went wrong; its text is for the author."""


def build(
    source: Path, out: Path, cache: Path, settings: dict[str, object] | None = None, *,
    alone: bool = False, proofread: bool = False,
) -> str:  # fmt: skip
    """Build the site of *source* into *out* and return the summary; raise Failed with all that is wrong.

    A build that fails changes nothing, in *out* or in *cache*: the same mistake fails in the same way again.
    *alone*: whatever else lies in *out* is deleted. *proofread*: the posts are read for what fails in silence.
    """
    warnings = io.StringIO()
    stage = stage_of(str(out), str(cache), _("another build is at work; waiting for it …"), alone=alone)
    try:
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(
                source, source, out, cache, "html", settings or {}, status=None, warning=warnings,
                warningiserror=True, parallel=os.cpu_count() or 1,
            )  # fmt: skip
            app.build()
            if app.statuscode or app._warncount:
                raise Failed(_readable(warnings.getvalue(), source))
            if proofread:
                from kawaraban.proofs import notices_of  # no other command needs a second parser

                build_of(app).notices += notices_of(build_of(app))
            return said_of(build_of(app))
    except ProblemsFound as found:
        raise Failed(str(found).strip()) from None
    except SphinxError as error:
        raise Failed(_readable(f"{warnings.getvalue()}{error}", source)) from None
    except (OSError, RecursionError) as error:
        raise Failed(f"{type(error).__name__}: {error}") from None
    finally:
        stage.close()


def _readable(text: str, source: Path) -> str:
    """Return Sphinx's messages with paths from the source folder, without colours, each once."""
    text = re.sub(r"\x1b\[[\d;]*m", "", text).replace(f"{source}{os.sep}", "")
    text = re.sub(r"(?m)^(\S+?:\d+|\S+\.md): (WARNING|ERROR|CRITICAL|SEVERE): ", r"\1: ", text)
    if found := re.search(r'(?s)Traceback.*File "([^"]*conf\.py)", line (\d+).*?\n(\w+(?:\.\w+)*: .*?)\n*$', text):
        return f"conf.py:{found[2]}: {found[3].strip()}"
    if found := re.search(r"configuration file: (.*) \((?:.*/)?conf\.py, line (\d+)\)", text):
        return f"conf.py:{found[2]}: {found[1]}"
    return "\n".join(dict.fromkeys(line for line in text.splitlines() if line.strip()))


def html(_options: argparse.Namespace) -> str:
    """Build into `_build/html`."""
    site, cache = BUILD / "html", BUILD / "cache"
    said = build(Path.cwd(), site.absolute(), cache.absolute(), alone=True)
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
    from kawaraban.links.complete import complete

    _speak()
    paths = sorted(path.as_posix() for path in [*Path("posts").rglob("*.md"), *Path().glob("*.md")])
    try:
        for line in complete(Path.cwd(), paths, again=options.again, private=options.allow_private):
            print(line, flush=True)
    except Faulty as error:
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
    out = BUILD / "preview"
    command = [sys.executable, "-m", "sphinx_autobuild", "--host", "127.0.0.1", "--port", str(options.port)]
    command += [
        "--ignore",
        "*/_build/*",
        "--ignore",
        "*/.git/*",
        "-q",
        "-b",
        "html",
        "-D",
        "kawaraban_preview=1",
    ]
    with contextlib.suppress(KeyboardInterrupt):
        subprocess.run([*command, "-d", str(BUILD / "preview-cache"), ".", str(out)], check=False)  # noqa: S603
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


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    parser = argparse.ArgumentParser(prog="kawaraban", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in (html, check, serve, new, links):
        added = commands.add_parser(command.__name__, help=(command.__doc__ or "").split("\n", maxsplit=1)[0])
        added.set_defaults(run=command)
        if command is serve:
            added.add_argument("--port", type=int, default=8000)
        if command is links:
            added.add_argument(
                "--again", action="store_true", help="ask the links that are known, too, whether they are there"
            )
            added.add_argument("--allow-private", action="store_true", help="ask this machine and its neighbours, too")
        if command is new:
            added.add_argument("--title", default="")
            added.add_argument("--slug", default="")
    options = parser.parse_args(arguments)
    try:
        said = options.run(options)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    except Exception:
        BUILD.mkdir(exist_ok=True)
        (BUILD / "error.log").write_text(traceback.format_exc(), "utf-8")
        print(
            _("Kawaraban itself failed; please report what stands in %s.") % (BUILD / "error.log"),
            file=sys.stderr,
        )
        return 1
    if said:
        print(said)
    return 0
