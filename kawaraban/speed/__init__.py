"""What reaches into the packages below for speed: one file a lever, all of them off with `KAWARABAN_PLAIN=1`.

A lever changes no byte of the output (tests/test_speed.py). Each says what was slow, what it gains, what it assumes;
where an assumption no longer holds, it steps aside with a notice, and the build is right, only slower.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.build import build_of
from kawaraban.speed import settings

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation("sphinx")

LEVERS = (settings,)


def pull_levers(app: Sphinx) -> None:
    """Pull each lever whose assumption holds; let go of all where the blog is to be built plainly."""
    plain = bool(os.environ.get("KAWARABAN_PLAIN"))
    for lever in LEVERS:
        holds = lever.holds()
        if plain or not holds:
            lever.release()
        else:
            lever.pull()
        if not holds:
            build_of(app).notices.append(_("an acceleration steps aside: %s") % lever.__name__)


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("builder-inited", pull_levers)
