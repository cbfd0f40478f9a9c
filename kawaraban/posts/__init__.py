"""The only door to ABlog: its catalogue, mended, frozen into `Post` values.

`post` holds the value, `facts` what reading a post found out, `catalogue` mends ABlog, `sources` hands each post
to MyST and ABlog in the form that they read right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.posts import catalogue, facts, sources

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Open the door."""
    catalogue.setup(app)
    sources.setup(app)
    facts.setup(app)
