"""The node of a drawn figure."""

from __future__ import annotations

from docutils import nodes


class chart(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A drawn figure: `drawings` are (file, width, height), narrow and wide, `table` a `Table`, the rest is words.

    `csv` is where the table can be had, below the folder of downloads, `legend` (number of a shade, words).
    """
