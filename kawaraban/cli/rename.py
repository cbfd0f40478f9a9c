"""`make rename`: a label or a post gets another name, and all that leads there goes on to lead there."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.desk import open_desk
from kawaraban.cli.rename_labels import rename_label
from kawaraban.cli.rename_posts import move_post
from kawaraban.text.encoding import CONTROL

if TYPE_CHECKING:
    import argparse

_ = get_translation("sphinx")


def rename(options: argparse.Namespace) -> str:
    """Rename what is named; show the changes and ask before. Return what has been done.

    Raises Failed with what would be right: nothing, or too much is named; it is not there; its new name is taken.
    """
    given = {name: getattr(options, name) for name in ("category", "tag", "series", "post") if getattr(options, name)}
    to = unicodedata.normalize("NFC", " ".join(CONTROL.sub(" ", options.to).split()))
    if len(given) != 1 or not to:
        raise Failed(_("say what gets which name: make rename CATEGORY=… TO=… (or TAG=…, SERIES=…, POST=posts/….md)"))
    ((kind, old),) = given.items()
    desk = open_desk(Path.cwd())
    plan = move_post(desk, old, to) if kind == "post" else rename_label(desk, kind, " ".join(old.split()), to)
    return plan.carry_out(at_once=options.yes)
