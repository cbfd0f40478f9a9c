"""Draw Mermaid diagrams at build time if the package mmdr is installed; otherwise their source is shown.

A page contains the drawing with the source in a `<details>` element below it, and no script.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kawaraban.images import svg
from kawaraban.incremental.files import digest
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")

BACKEND = "mermaid-rs-renderer"
"""The backend of mmdr whose drawings have a size and no style sheet."""


class diagram(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A drawn diagram: `name` of the file in `_images`, `width` and `height` in pixels, `text` in Mermaid."""


def is_drawn() -> bool:
    """Return whether mmdr is installed."""
    return find_spec("mmdr") is not None


@lru_cache(64)
def draw(text: str) -> bytes:
    """Return the sanitised SVG of a diagram. Raises ValueError for invalid Mermaid, Refused for an unsafe drawing."""
    import mmdr  # rarely needed

    try:
        drawn = mmdr.render(text, backend=BACKEND).svg()
    except Exception as error:
        raise ValueError(str(error)) from None
    except BaseException as error:  # a panic in mmdr is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(str(error)) from None
    return svg.clean(drawn.encode())


def diagram_of(env: BuildEnvironment, text: str) -> diagram | None:
    """Return the node of a diagram and register its drawing; None if it cannot be drawn."""
    if not is_drawn():
        return None
    try:
        data = draw(text)
    except (ValueError, svg.Refused):
        return None
    size = re.search(rb'<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"', data)
    if size is None:
        return None
    name = f"diagram.{digest(data)[:12]}.svg"
    index_of(env).diagrams.setdefault(env.docname, {})[name] = text
    return diagram("", name=name, width=round(float(size[1])), height=round(float(size[2])), text=text)


def notice_on(text: str) -> str:
    """Return why a diagram is shown as text; an empty text if it is drawn."""
    if not is_drawn():
        return _("a mermaid diagram is shown as text; it is drawn where “mmdr” is installed.")
    try:
        draw(text)
    except (ValueError, svg.Refused) as error:
        message = _("this mermaid diagram cannot be drawn, so its text is shown: %s")
        return message % str(error).split("\n", maxsplit=1)[0]
    return ""


def draw_foreign_diagrams(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the diagrams of sphinxcontrib-mermaid, whose pages load a script, by drawings, or else by their text."""
    if "sphinxcontrib.mermaid" not in app.extensions:
        return
    for node in [node for node in doctree.findall(nodes.Element) if node.tagname == "mermaid"]:
        text = str(node["code"])
        drawn = diagram_of(app.env, text) or nodes.literal_block(text, text, language="text")
        drawn.source, drawn.line = node.source, node.line
        node.replace_self(drawn)


def visit_diagram(self: HTML5Translator, node: diagram) -> None:
    """Write the drawing, and its source in a `<details>` element."""
    self.body.append(
        f'<figure class="kw-diagram"><img src="{self.builder.imgpath}/{node["name"]}" alt="{escape(_("Diagram"))}" '
        f'width="{node["width"]}" height="{node["height"]}" loading="lazy" decoding="async">\n'
        f'<figcaption><details class="kw-data"><summary>{escape(_("The diagram as text"))}</summary>\n'
        f'<pre tabindex="0">{escape(node["text"])}</pre></details></figcaption></figure>\n'
    )
    raise nodes.SkipNode


def publish_diagrams(app: Sphinx) -> None:
    """Draw the diagrams that are not published yet."""
    session = build_of(app).session
    for noted in index_of(app.env).diagrams.values():
        for name, text in noted.items():
            if not session.retain(f"_images/{name}"):
                session.write(f"_images/{name}", draw(text))


def setup(app: Sphinx) -> None:
    """Register the node."""
    app.add_node(diagram, html=(visit_diagram, None))
