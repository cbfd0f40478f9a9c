"""What Sphinx, MyST and docutils warn of is told in the blog's language, with file and line, all at once."""

from __future__ import annotations

import re

import pytest

from kawaraban.model.messages import Translation, translate_message
from kawaraban.model.problems import Problem, format_problems
from tests.conftest import CONF, Blog

SLIPS = {
    "an unknown block": ("```{nte}\n```\n", 5, "{nte} というブロックはありません。 「note」のことですか。"),
    "an unknown mark": ("{nairole}`x`\n", 5, "{nairole}`…` という印はありません。"),
    "an unknown option": (
        "```{math}\n:nai: x\na\n```\n",
        6,
        "{math} に「nai」という項目はありません。あるのは class, label",
    ),
    "an option without a colon": ("```{note}\n:class\nx\n```\n", 6, "「:名前: 値」"),
    "an argument that is missing": ("文\n\n```{admonition}\nx\n```\n", 7, "同じ行に続けて書いてください"),
    "no content": ("```{note}\n", 5, "{note} に中身がありません"),
    "no such label": ("{ref}`nai`\n", 5, "「(nai)=」という参照先はありません"),
    "no such document": ("{doc}`nai`\n", 5, "リンク先の「nai.md」が見つかりません"),
    "no such term": ("{term}`nai`\n", 5, "「nai」を説明する {glossary} がありません"),
    "no such formula": ("{eq}`nai`\n", 5, "「nai」という名前の数式はありません"),
    "no such anchor": ("[x](#nai)\n", 5, "「nai」という見出しも、参照先も、ファイルもありません"),
    "no such footnote": ("文[^1]\n", 5, "脚注「1」の説明がありません"),
    "a footnote twice": ("[^1]\n\n[^1]: あ\n[^1]: い\n", 8, "脚注 [^1] が二か所で定義されています"),
    "an address twice": (
        "[a]: https://x.example\n[a]: https://y.example\n\n[a]\n",
        6,
        "[A] のリンク先が二度書かれています",
    ),
    "no such entry of a table of contents": ("```{toctree}\nnai\n```\n", 5, "「posts/nai.md」が見つかりません"),
    "rows of different lengths": (
        "```{list-table}\n* - a\n  - b\n* - c\n```\n",
        5,
        "2 行目の欄が 1 個で、一行目の 2 個と違います",
    ),
    "a quotation mark left open": ('```{csv-table}\na,b\n"c\n```\n', 5, "閉じていない引用符"),
    "a table in no file": (
        "```{csv-table}\n:file: nai.csv\n```\n",
        5,
        "{csv-table} がファイルを読めません。「posts/nai.csv」",
    ),
    "no table": ("```{table}\nx\n```\n", 5, "表をちょうど一つ"),
    "a list of no number": ("```{postlist} x\n```\n", 5, "「x」は記事の数として読めません"),
    "a list of no format": ("```{postlist}\n:format: '{nai}'\n```\n", 5, "書式「{nai}」が読めません"),
}


def test_every_slip_of_a_blog_is_told_in_its_language_at_once(blog: Blog) -> None:
    for n, (body, _line, _text) in enumerate(SLIPS.values()):
        blog.post(f"p{n:02}", body)
    said = blog.fails().splitlines()
    assert len(said) == len(SLIPS)
    for n, (found, (_body, line, text)) in enumerate(zip(said, SLIPS.values(), strict=True)):
        assert found.startswith(f"posts/p{n:02}.md:{line}: ")
        assert text in found


def test_faults_of_front_matter_text_and_writing_are_told_together(blog: Blog) -> None:
    blog.post("a", "![x](nai.png)\n\n{ref}`nai`\n", date="明日", author="elj")
    blog.post("b", "{nai}`x`\n", title='"閉じない')
    blog.write("about.md", "# 紹介\n\n[](posts/nai.md)\n")
    blog.conf("kawaraban_page_size = 0")
    places = [line.split(": ")[0] for line in blog.fails().splitlines()]
    assert places == [
        "about.md:3", "conf.py:9", "posts/a.md:3", "posts/a.md:4", "posts/a.md:6", "posts/a.md:8", "posts/b.md:2",
        "posts/b.md:5",
    ]  # fmt: skip
    assert blog.files() == {}


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("where", ["read", "resolve", "write"])
def test_a_document_on_which_the_code_fails_is_named_and_the_others_are_told_too(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, few: int, where: str
) -> None:
    monkeypatch.setattr("kawaraban.pages.documents.FEW", few)
    blog.post("a", "{ref}`nai`\n")
    blog.post("b", "文。\n")
    blog.post("c", "{ref}`nai`\n")
    extension = {
        "read": 'app.connect("doctree-read", lambda app, tree: app.env.docname == "posts/b" and 1 / 0)',
        "write": 'app.connect("html-page-context", lambda app, name, *rest: name == "posts/b" and 1 / 0)',
        "resolve": 'app.connect("doctree-resolved", lambda app, tree, name: name == "posts/b" and 1 / 0)',
    }[where]
    blog.conf(f"def setup(app):\n    {extension}")
    said = blog.fails().splitlines()
    assert [line.split(":")[0] for line in said] == ["posts/a.md", "posts/b.md", "posts/c.md"]
    assert "ZeroDivisionError" in said[1]


def test_a_message_that_nobody_knows_is_cut_to_its_first_paragraph() -> None:
    assert translate_message("Something\n odd.\n\n```\ncode\n```") == Translation("Something odd.", is_known=False)


STRANGE = """
def setup(app):
    from sphinx.util import logging

    def warn(app, doctree):
        logging.getLogger("minato").warning("The tide is %s.", "low", location=(app.env.docname, 3))

    app.connect("doctree-read", warn)
"""


@pytest.mark.parametrize(("language", "notices"), [("ja", 1), ("en", 0)])
def test_messages_that_are_not_translated_are_told_in_english_with_one_notice(
    blog: Blog, language: str, notices: int
) -> None:
    blog.conf(f'language = "{language}"\n{STRANGE}')
    blog.post("a")
    blog.post("b", "{nai}`x`\n\n```{postlist} x\n```\n")
    said = blog.fails().splitlines()
    assert "posts/a.md:3: The tide is low." in said
    assert "posts/b.md:3: The tide is low." in said
    assert len(said) == 5 + notices
    assert sum("英語のまま" in line for line in said) == notices
    assert ("英語のまま" in said[-1]) == bool(notices)


def test_what_many_places_share_is_told_once() -> None:
    shared = [Problem(f"posts/{n}.md", n, "host", shared=True) for n in range(1, 6)]
    other = [Problem(f"posts/{n}.md", 3, "date") for n in range(2)]
    lines = format_problems([*shared, *other, *shared]).splitlines()
    assert [line for line in lines if "host" in line] == [
        "posts/1.md:1: host (in 5 places: also posts/2.md:2, posts/3.md:3 …)"
    ]
    assert sum("date" in line for line in lines) == 2


def test_faults_of_yaml_settings_and_text_are_told_together(blog: Blog) -> None:
    blog.post("a", title='"閉じない')
    blog.post("b", "海\n{nai}`x` と [昼](#ひる)\n", tags="[海, 港")
    blog.post("c", "海\n\n```{figure} nai.svg\n:alt: x\n:width: 半分\n```\n")
    blog.write("posts/d.md", "----\ntitle: 題\n----\n")
    blog.write("about.md", "# 紹介\n\n文[^1]\n")
    blog.conf('kawaraban_page_sise = 3\nhtml_static_path = ["nai"]\nmyst_enable_extensions = ["nai"]')
    places = [line.split(": ")[0] for line in blog.fails().splitlines()]
    assert places == [
        "about.md:3", "conf.py:9", "conf.py:10", "conf.py:11", "posts/a.md:2", "posts/b.md:4", "posts/b.md:7",
        "posts/b.md:7", "posts/c.md:7", "posts/c.md:9", "posts/d.md:1",
    ]  # fmt: skip


def test_the_messages_of_a_mistake_in_conf_name_its_line(blog: Blog) -> None:
    blog.write("conf.py", CONF + "x = (\n")
    assert re.match(r"conf\.py:9: ", blog.fails())
    blog.write("conf.py", CONF + "def f():\n    return 1 / 0\n\n\nf()\n")
    assert blog.fails() == "conf.py:10: ゼロで割り算をしています。"


def test_a_host_that_many_posts_ask_is_told_once_with_the_first_places(blog: Blog) -> None:
    for n in range(5):
        blog.post(f"p{n}", '文。\n\n<img src="https://img.example/x.png" alt="">\n')
    (line,) = blog.fails().splitlines()
    assert line.startswith("posts/p0.md:7: ")
    assert 'kawaraban_hosts = ["img.example"]' in line
    assert "posts/p1.md:7" in line
    assert "posts/p2.md:7 …" in line
