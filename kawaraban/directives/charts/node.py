"""The node of a figure."""

from __future__ import annotations

from docutils import nodes


class chart(nodes.General, nodes.Element):  # noqa: N801 - node classes of docutils are lowercase
    """A figure: `drawings` are (file, width, height), narrow and wide, `table` is a `Table`, the others are texts.

    `csv` is the path of the table below the downloads folder, `legend` a list of (index of the shade, text).
    """
