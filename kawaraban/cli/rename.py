"""`make rename`: rename a label or move a post, and update everything that refers to it."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.rename_labels import rename_label
from kawaraban.cli.rename_posts import move_post
from kawaraban.cli.source_tree import read_source_tree
from kawaraban.model.problems import suggest
from kawaraban.text.encoding import one_line

if TYPE_CHECKING:
    import argparse

_ = get_translation("sphinx")

VARIABLES = ("CATEGORY", "TAG", "SERIES", "POST", "TO")
"""The variables of `make rename`."""


def rename(options: argparse.Namespace) -> str:
    """Rename what the options name after showing the changes and asking, and return a summary.

    Raises Failed if the options name nothing or several things, something that does not exist, or a name in use.
    """
    given = {name: getattr(options, name) for name in ("category", "tag", "series", "post") if getattr(options, name)}
    to = unicodedata.normalize("NFC", one_line(options.to))
    if len(given) != 1 or not to:
        text = _("say what to rename: make rename CATEGORY=… TO=… (or TAG=…, SERIES=…, POST=posts/….md)")
        raise Failed(text + _suggest_variable())
    ((kind, old),) = given.items()
    tree = read_source_tree(Path.cwd())
    changes = move_post(tree, old, to) if kind == "post" else rename_label(tree, kind, " ".join(old.split()), to)
    return changes.apply(agreed=options.yes)


def _suggest_variable() -> str:
    """Return a suggestion for a misspelt variable on make's command line, which make ignores; or an empty string."""
    given = re.findall(r"(?<!\\) ([A-Za-z_]+)=", os.environ.get("MAKEFLAGS", ""))  # a space in a value is escaped
    unknown = (name for name in given if name not in VARIABLES)
    return next((text for name in unknown if (text := suggest(name, VARIABLES))), "")
