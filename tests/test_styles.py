"""The stylesheet: nothing that MyST, docutils or we write into an article is left bare."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image

from kawaraban.pages.assets.stylesheet import MORE, stylesheet
from tests.conftest import Blog, html_tree

NEUTRAL = set(
    re.findall(
        r"\S+",
        """added arabic box brackets caption-text changed command compound container contents docutils dropdown
        dt-published e-content field-even field-odd file fn-bracket glossary h-card h-entry head highlight-python
        internal kbd line literal literal-block literal-block-wrapper local myst notranslate p-author
        p-name postlist-style-none pre reference row-even row-odd samp simple table table-center task-list-item
        u-url""",
    )
)
"""Classes that say what something is and look as their element does."""


def test_every_mark_of_an_article_has_a_look(blog: Blog) -> None:
    data = io.BytesIO()
    Image.new("RGB", (300, 200)).save(data, "PNG")
    blog.write("posts/a.png", data.getvalue())
    blog.write(
        "posts/sink.md", "---\ndate: 2025-01-02\n---\n" + Path(__file__).with_name("kitchen_sink.md").read_text("utf-8")
    )
    blog.build()
    article = html_tree(blog.read("sink.html")).xpath("//article")[0]
    used = {name for node in article.iter("*") for name in node.get("class", "").split()}
    assert len(used) > 80
    assert used - set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", stylesheet() + stylesheet(MORE))) - NEUTRAL == set()


def test_a_post_loads_nothing_of_lists_and_code_unless_it_has_one(blog: Blog) -> None:
    blog.post("a")
    blog.post("b", "```{postlist}\n```\n")
    blog.build()
    blog.post("c", "```python\nprint(1)\n```\n")
    blog.build()
    pages = ("a.html", "search.html", "b.html", "c.html", "index.html", "blog.html")
    assert ["_static/more." in blog.read(name) for name in pages] == [False, False, True, True, True, True]


def test_the_stylesheet_asks_nothing_of_anybody_and_holds_no_style_of_the_theme_below() -> None:
    css = stylesheet() + stylesheet(MORE)
    assert "url(" not in css
    assert "@import" not in css
    assert ".navbar" not in css
