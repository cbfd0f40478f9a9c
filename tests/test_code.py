"""Blocks of code: what stands behind the backticks is understood, and no code ends a build."""

from __future__ import annotations

import lxml.html
import pytest
from lxml.html import HtmlElement

from kawaraban.sources.markdown.fences import read_fence
from kawaraban.sources.proofreading import proofread
from tests.conftest import Blog, html_tree

FENCES = [
    ("js", "js", "", "", 0), ("Python", "Python", "", "", 0), ("c++", "c++", "", "", 0), ("html+jinja", "html+jinja", "", "", 0),
    ("txt", "none", "", "", 0), ("plaintext", "none", "", "", 0), ("csv", "none", "", "", 0), ("text", "text", "", "", 0),
    ("とても", "none", "", "", 0), ("jsonc", "json", "", "", 0), ("rb:title", "rb", "title", "", 0), ("c:test.c", "c", "test.c", "", 0),
    ("js:src/a.js {1,3}", "js", "src/a.js", "1,3", 0), ("python:港の 表.py", "python", "港の 表.py", "", 0), ("c++:main.cpp", "c++", "main.cpp", "", 0),
    ("js{1,3-5}", "js", "", "1,3-5", 0), ("js {1,3-5} title='x y'", "js", "x y", "1,3-5", 0), ('js title="src/a b.js"', "js", "src/a b.js", "", 0),
    ("diff", "diff", "", "", 0), ("diff js", "diff", "", "", 0), ("diff js:a.js", "diff", "a.js", "", 0), ("diff-js", "none", "", "", 0),
    ('go {linenos=true,hl_lines=[1,"3-5"]}', "go", "", "1,3-5", 1), ('go {linenos=table,hl_lines=[8],linenostart=199}', "go", "", "8", 199),
    ("js showLineNumbers", "js", "", "", 1), ("js {linenos=false}", "js", "", "", 0), (":題だけ", "none", "題だけ", "", 0), ("title=x.js", "none", "x.js", "", 0),
    ("yaml:config/{env}.yml", "yaml", "config/{env}.yml", "", 0), ("js:a[1].js", "js", "a[1].js", "", 0), ("nosuch words", "none", "", "", 0),
]  # fmt: skip
CODE = [
    ("css", ".港 { color: 赤; }"), ("json", '{ "a": 日本, }'), ("python", "print（「あ」）\n日本語　全角 = 'と"), ("js", "`${ 「"), ("html", "<港 <<"),
    ("diff js", "- a\n+ b"), ("nosuch", "x"), ("mermaid", "graph TD\n  A --> B"), ("csv", "甲,乙"), ("sql", "SELECT 港 FROM ‘表’;"), ("c:日本.c", "int 港 = １；"),
]  # fmt: skip


def article(blog: Blog) -> HtmlElement:
    return html_tree(blog.read("a.html")).xpath("//article")[0]


@pytest.mark.parametrize(("info", "language", "title", "lines", "start"), FENCES)
def test_the_words_behind_the_backticks_are_understood(
    info: str, language: str, title: str, lines: str, start: int
) -> None:
    assert read_fence(info) == (language, title, lines, start)


def test_no_code_ends_a_build_and_all_of_it_is_shown(blog: Blog) -> None:
    blog.post("a", "\n\n".join(f"```{info}\n{text}\n```" for info, text in CODE))
    blog.post("b", "".join(f"```{{{name}}} nosuch\nx\n```\n" for name in ("code-block", "code", "sourcecode")))
    blog.post("c", "```{highlight} nosuch\n```\n\n```\nx\n```\n")
    assert "posts/" not in blog.build()
    assert [node.text_content() for node in article(blog).iter("pre")] == [f"{text}\n" for _info, text in CODE]
    assert not article(blog).find_class("err")


def test_a_title_stands_above_its_code_as_that_of_a_directive(blog: Blog) -> None:
    blog.post(
        "a",
        "```js:src/a.js {2,9}\na\nb\n```\n\n```{code-block} js\n:caption: src/a.js\n:emphasize-lines: 2\na\nb\n```\n",
    )
    blog.build()
    one, two = (lxml.html.tostring(node) for node in article(blog).find_class("literal-block-wrapper"))
    assert one.replace(b"id2", b"id3").strip() == two.strip()
    assert article(blog).find_class("caption-text")[0].text_content() == "src/a.js"
    assert [node.text_content() for node in article(blog).find_class("hll")] == ["b\n", "b\n"]


def test_a_title_is_no_markdown_and_nothing_of_it_runs(blog: Blog) -> None:
    blog.post("a", "```html:<b>*a*</b>\n<i>\n```\n")
    blog.build()
    assert article(blog).find_class("caption-text")[0].text_content() == "<b>*a*</b>"


def test_lines_are_numbered_as_asked(blog: Blog) -> None:
    blog.post("a", "```go {linenos=table,linenostart=7}\na\nb\n```\n\n```python\nx\n```\n")
    blog.build()
    assert [node.text_content().strip() for node in article(blog).find_class("linenos")] == ["7", "8"]


def test_math_is_a_formula(blog: Blog) -> None:
    blog.post("a", "```math\n\\frac{1}{2}\n```\n")
    blog.build()
    assert [node.get("alttext") for node in article(blog).iter("math")] == [r"\frac{1}{2}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("```pyhton\nx\n```", "python"), ("```{code-block} javscript\nx\n```", "javascript"), ("```rubby:a.rb\nx\n```", "ruby"),
        ("```mermaid\nx\n```", "mermaid"), ("```txt\nx\n```", None), ("```js:a.js\nx\n```", None), ("```とても\nx\n```", None), ("```\nx\n```", None),
        ("```{note}\nx\n```", None), ("```Text\nx\n```", None),
    ],
)  # fmt: skip
def test_a_misspelt_language_is_a_notice_with_its_line(text: str, told: str | None) -> None:
    assert [(fault.line, str(told) in fault.text) for fault in proofread(f"文。\n\n{text}\n")] == (
        [(3, True)] if told else []
    )
