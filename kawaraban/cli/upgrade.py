"""`make upgrade` in a blog: move to the newest version of Kawaraban, and tell what has changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version
from sphinx.locale import get_translation

from kawaraban import __version__
from kawaraban.cli.application import Failed
from kawaraban.cli.init import SCAFFOLD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ = get_translation("sphinx")

PINS = "requirements.txt"
_PIN = re.compile(r"(?m)^(kawaraban(?:\[[\w,]+\])?\s*==\s*)([\w.]+)")


def pip(*arguments: str) -> str:
    """Run pip in this environment and return its output. Raises Failed with the end of its messages."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise Failed(_("pip could not do it, and nothing was changed:") + "\n" + done.stderr.strip()[-1000:])
    return done.stdout


def upgrade(root: Path, run: Callable[..., str] = pip) -> str:
    """Install the newest version of Kawaraban, write it into requirements.txt, and return what has changed.

    *run* runs pip. Raises Failed if requirements.txt names no version, or pip fails; the version is then the old one.
    """
    path = root / PINS
    text = path.read_text("utf-8") if path.is_file() else ""
    if not _PIN.search(text):
        pin = f"kawaraban=={__version__}"
        raise Failed(_("%s should name the version of Kawaraban in a line such as: %s") % (PINS, pin))
    found = json.loads(run("install", "--dry-run", "--no-deps", "--upgrade", "--report", "-", "kawaraban"))["install"]
    if not found:
        return _("Kawaraban %s is the newest version.") % __version__
    newest = str(found[0]["metadata"]["version"])
    try:
        path.write_text(_PIN.sub(rf"\g<1>{newest}", text), "utf-8")
        run("install", "--no-deps", f"kawaraban=={newest}")
        run("install", "--requirement", str(path), "--constraint", str(SCAFFOLD / "constraints.txt"))
    except BaseException:
        path.write_text(text, "utf-8")
        run("install", "--no-deps", f"kawaraban=={__version__}")
        raise
    changed = changes((SCAFFOLD / "CHANGELOG").read_text("utf-8"), __version__, newest)
    return f"Kawaraban {__version__} → {newest}\n\n{changed}".rstrip()


def changes(changelog: str, old: str, new: str) -> str:
    """Return the sections of a changelog on versions after *old* up to *new*."""
    sections = re.split(r"(?m)^(?=## )", changelog)[1:]
    return "".join(each for each in sections if _is_between(each, Version(old), Version(new)))


def _is_between(section: str, old: Version, new: Version) -> bool:
    """Return whether the heading of a section names a version after *old* up to *new*."""
    try:
        return old < Version(section.split(maxsplit=2)[1].strip("[],")) <= new
    except (InvalidVersion, IndexError):
        return False
