"""Diagrams in Mermaid's language are drawn at build, their text below them; what cannot be drawn is shown as text."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from tests.conftest import Blog, html_tree

pytest.importorskip("mmdr", reason="drawing diagrams needs PyPI's mmdr")

BODY = "文。\n\n```mermaid\nflowchart LR\n  港[港] --> 灯台[灯台]\n```\n"


def shown(blog: Blog) -> HtmlElement:
    (article,) = html_tree(blog.read("a.html")).find_class("e-content")
    return article


def test_a_diagram_is_a_picture_with_its_text_below_it(blog: Blog) -> None:
    blog.post("a", BODY)
    blog.build()
    (image,) = shown(blog).iter("img")
    drawing = (blog.out / image.get("src").replace("./", "")).read_bytes()
    assert drawing.startswith(b"<svg")
    assert "灯台".encode() in drawing
    assert b"<script" not in drawing
    assert int(image.get("width")) > 50
    assert "港[港] --> 灯台[灯台]" in shown(blog).xpath("string(.//details/pre)")
    assert "灯台" in blog.read("blog/atom.xml")


def test_another_text_is_another_picture_and_none_leaves_nothing(blog: Blog) -> None:
    blog.post("a", BODY)
    blog.build()
    before = {name for name in blog.files() if "diagram." in name}
    blog.post("a", BODY.replace("灯台", "岬"))
    blog.build()
    after = {name for name in blog.files() if "diagram." in name}
    assert len(before) == len(after) == 1
    assert before != after
    blog.post("a")
    blog.build()
    assert not [name for name in blog.files() if "diagram." in name]


@pytest.mark.parametrize(
    "text", ["何でもない", "flowchart LR\n A --", '%%{init: {"x": 1}}%%', "flowchart LR\n A[<script>1</script>]"]
)
def test_what_cannot_be_drawn_is_shown_and_told_and_nothing_runs(blog: Blog, text: str) -> None:
    blog.post("a", f"```mermaid\n{text}\n```\n")
    blog.build(proofread=True)
    assert text.split("\n")[0].split("<")[0].strip() in shown(blog).text_content()
    assert not shown(blog).xpath(".//script")
    for name, data in blog.files().items():
        assert "diagram." not in name or b"<script" not in data
