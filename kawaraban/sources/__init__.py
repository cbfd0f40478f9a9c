"""The only door to ABlog: its catalogue, mended, frozen into `Post` values.

`post` holds the value, `facts` what the text of a post tells, `shelf` what reading found out of every document,
`catalogue` mends ABlog, `checks` looks at all posts together, `sources` hands each post to MyST in the form that it
reads right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.sources import ablog, label_checks, rewrite
from kawaraban.state import index

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Open the door."""
    ablog.setup(app)
    label_checks.setup(app)
    rewrite.setup(app)
    index.setup(app)
