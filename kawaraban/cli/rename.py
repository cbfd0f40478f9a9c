"""`make rename`: rename a label or move a post, and update everything that refers to it."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.rename_labels import rename_label
from kawaraban.cli.rename_posts import move_post
from kawaraban.cli.source_tree import read_source_tree
from kawaraban.text.encoding import CONTROL

if TYPE_CHECKING:
    import argparse

_ = get_translation("sphinx")


def rename(options: argparse.Namespace) -> str:
    """Rename what the options name after showing the changes and asking, and return a summary.

    Raises Failed if the options name nothing or several things, something that does not exist, or a name in use.
    """
    given = {name: getattr(options, name) for name in ("category", "tag", "series", "post") if getattr(options, name)}
    to = unicodedata.normalize("NFC", " ".join(CONTROL.sub(" ", options.to).split()))
    if len(given) != 1 or not to:
        raise Failed(_("say what to rename: make rename CATEGORY=… TO=… (or TAG=…, SERIES=…, POST=posts/….md)"))
    ((kind, old),) = given.items()
    tree = read_source_tree(Path.cwd())
    changes = move_post(tree, old, to) if kind == "post" else rename_label(tree, kind, " ".join(old.split()), to)
    return changes.apply(agreed=options.yes)
