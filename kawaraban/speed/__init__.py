"""What reaches into the packages below for speed: one file a lever, all of them off with `KAWARABAN_PLAIN=1`.

A lever changes no byte of the output (tests/test_speed.py). Each says what was slow, what it gains, what it assumes;
where an assumption no longer holds, it steps aside with a notice, and the build is right, only slower.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.build import build_of
from kawaraban.speed import events, nodes, parsers, settings, stripes, templates, transforms, walks, yaml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation("sphinx")

LEVERS = (settings, nodes, transforms, walks, events, yaml, parsers, templates, stripes)


def pull_levers(app: Sphinx) -> None:
    """Pull each lever whose assumption holds; let go of all where the blog is to be built plainly."""
    if app.builder.name != "html":
        return
    plain = bool(os.environ.get("KAWARABAN_PLAIN"))
    for lever in LEVERS:
        lever.release(app)
        if not lever.holds():
            build_of(app).notices.append(_("an acceleration steps aside: %s") % lever.__name__)
        elif not plain:
            lever.pull(app)


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("builder-inited", pull_levers, priority=10)
