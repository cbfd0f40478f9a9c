"""Find values in front matter of which YAML takes a part as a comment, such as `title: C #入門`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.frontmatter.yaml_nodes import split_front_matter
from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Document

_ = get_translation("sphinx")

_CUT = re.compile(r"""(title|description|series|image_alt):\s+(?P<value>[^\s"'|>#][^"']*?\s#\S.*)""")
"""A text without quotes that holds a comment; a space behind `#` means that it is meant as one."""


def comments(document: Document) -> Iterator[Finding]:
    """Yield texts that end where a comment begins."""
    block, _length, _faults = split_front_matter("\n".join(document.lines))
    for number, line in enumerate(block.split("\n"), 2):
        if found := _CUT.fullmatch(line):
            text = _("what follows “#” is not read; put the value in quotes: %s")
            yield Finding(number, text % f"{found[1]}: '{found['value'].strip()}'")
