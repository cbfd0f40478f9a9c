"""Extensions that blogs use beside Kawaraban do on its pages what they promise, without asking other hosts."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Blog, html_tree, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

PAGES = {
    "sphinx_design": """\
::::{tab-set}
:::{tab-item} 一
いち
:::
:::{tab-item} 二
に
:::
::::

:::{card} 札
なか
:::
""",
    "sphinx_copybutton": "```python\nprint(1)\n```\n",
    "sphinx_togglebutton": "```{toggle}\n隠れた文\n```\n",
    "sphinxcontrib.mermaid": "```{mermaid}\ngraph LR\n  A --> B\n```\n",
    "sphinxcontrib.bibtex": "文 {cite:p}`knuth`。\n\n```{bibliography}\n```\n",
    "sphinxext.rediraffe": "文\n",
}
REFERENCE = "@book{knuth, author={Donald Knuth}, title={The TeXbook}, year={1984}, publisher={AW}}\n"
SETTINGS = {
    "sphinxcontrib.bibtex": 'bibtex_bibfiles = ["refs.bib"]',
    "sphinxext.rediraffe": 'rediraffe_redirects = {"posts/2020/old.md": "posts/a.md", "about-us.md": "index.md"}',
    "myst_nb": 'nb_execution_mode = "off"',
}


def extended(blog: Blog, name: str) -> Blog:
    """A blog with another extension, or none where that is not installed."""
    if importlib.util.find_spec(name.partition(".")[0]) is None or importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    blog.conf(f'extensions += ["{name}"]\n{SETTINGS.get(name, "")}')
    blog.write("refs.bib", REFERENCE)
    return blog


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_another_extension_is_built_without_a_warning(blog: Blog, name: str) -> None:
    extended(blog, name).post("a", PAGES[name])
    assert "1" in blog.build()
    assert "hosts" not in blog.read("a.html")


def test_a_reference_of_bibtex_leads_to_its_entry(blog: Blog) -> None:
    extended(blog, "sphinxcontrib.bibtex").post("a", PAGES["sphinxcontrib.bibtex"])
    blog.build()
    page = html_tree(blog.read("a.html"))
    (target,) = page.xpath("//span[@class='bibtex-citation']/a/@href")
    assert "The TeXbook" in page.xpath(f"//div[@id='{target[1:]}']")[0].text_content()


def test_a_diagram_of_another_extension_is_drawn_without_a_script(blog: Blog) -> None:
    extended(blog, "sphinxcontrib.mermaid").post("a", PAGES["sphinxcontrib.mermaid"])
    blog.build()
    page = html_tree(blog.read("a.html"))
    assert page.xpath("//figure[@class='kw-diagram']/img")
    assert all("kawaraban" in src for src in page.xpath("//script/@src"))


def test_redirects_between_documents_lead_to_their_addresses(blog: Blog) -> None:
    extended(blog, "sphinxext.rediraffe").post("a")
    blog.build()
    assert "../a.html" in blog.read("2020/old.html")
    assert "index.html" in blog.read("about-us.html")


def test_a_redirect_of_another_extension_that_takes_a_page_is_named(blog: Blog) -> None:
    extended(blog, "sphinxext.rediraffe").post("a")
    blog.write("about-us.md", "# 紹介\n")
    assert "/about-us.html" in blog.fails()


def notebook(*cells: dict[str, Any]) -> str:
    language = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    return json.dumps({"cells": list(cells), "metadata": language, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_is_a_page_with_japanese_marks_and_its_outputs(blog: Blog) -> None:
    extended(blog, "myst_nb").post("a", "**「資源」**です。[帳面](../book.ipynb)\n")
    words = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# 帳面\n\n**「資源」**です。"}
    out = {"output_type": "stream", "name": "stdout", "text": "42\n"}
    code = {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "outputs": [out], "source": "6 * 7"}
    blog.write("book.ipynb", notebook(words, code))
    blog.build()
    assert "<strong>「資源」</strong>" in blog.read("a.html")
    assert 'href="book.html"' in blog.read("a.html")
    assert "<strong>「資源」</strong>" in blog.read("book.html")
    assert "42" in "".join(html_tree(blog.read("book.html")).xpath("//div[contains(@class, 'cell_output')]//text()"))


def test_a_text_notebook_is_a_page(blog: Blog) -> None:
    extended(blog, "myst_nb").post("a")
    head = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n  language: python\n---\n"
    blog.write("sums.md", f"{head}# 和\n\n```{{code-cell}}\n6 * 7\n```\n")
    blog.build()
    assert html_tree(blog.read("sums.html")).xpath("//div[contains(@class, 'cell_input')]")


TRIED = {
    "sphinx_design": ("text=二", "text=に"),
    "sphinx_copybutton": ("button.copybtn", ".copybtn.success"),
    "sphinx_togglebutton": ("details.toggle-details summary", "text=隠れた文"),
}


@pytest.mark.parametrize("name", TRIED)
def test_the_script_of_another_extension_runs_and_asks_no_other_host(blog: Blog, chrome: Browser, name: str) -> None:
    extended(blog, name).post("a", PAGES[name])
    blog.build()
    faults: list[str] = []
    page = chrome.new_page()
    with serve(blog.out) as address:
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(address) else faults.append(request.url))
        page.goto(f"{address}/a.html")
        control, effect = TRIED[name]
        page.locator(control).first.click()
        page.locator(effect).first.wait_for(state="visible")
    page.close()
    assert faults == []


def test_blogs_refer_to_each_other_by_their_inventories(make_blog: Callable[[str], Blog]) -> None:
    first, second = make_blog("first"), make_blog("second")
    first.post("2025/a", "(目印)=\n## 節\n")
    first.build()
    inventory = first.out / "objects.inv"
    second.conf(
        'extensions += ["sphinx.ext.intersphinx"]\n'
        f'intersphinx_mapping = {{"first": ("https://first.example/", "{inventory}")}}'
    )
    second.post("b", "{external+first:doc}`posts/2025/a` と {external+first:ref}`目印`\n")
    second.build()
    links = html_tree(second.read("b.html")).xpath("//article//a[contains(@class, 'external')]/@href")
    assert [link.partition("#")[0] for link in links] == ["https://first.example/2025/a.html"] * 2
    assert links[1].partition("#")[2] in html_tree(first.read("2025/a.html")).xpath("//@id")


def test_a_script_of_the_blog_keeps_its_attributes(blog: Blog) -> None:
    blog.conf('html_js_files = ["own.js", ("count.js", {"data-site": "a&b", "async": "async"})]')
    blog.write("_static/own.js", "")
    blog.write("_static/count.js", "")
    blog.build()
    scripts = html_tree(blog.read("index.html")).xpath("//script[@src]")
    own, count = (next(each for each in scripts if name in each.get("src")) for name in ("own", "count"))
    assert own.get("defer") is not None
    assert (count.get("data-site"), count.get("async")) == ("a&b", "async")


def test_an_extension_may_rework_each_new_page_at_the_end_of_a_build(blog: Blog) -> None:
    blog.conf("""
def rework(app, exception):
    for page in __import__("pathlib").Path(app.outdir).glob("*.html"):
        page.write_text(page.read_text("utf-8").replace("いぬ", "ねこ"), "utf-8")
def setup(app):
    app.connect("build-finished", rework)
""")
    for text in ("いぬ一", "いぬ二"):
        blog.post("a", f"{text}\n")
        blog.build()
        assert text.replace("いぬ", "ねこ") in blog.read("a.html")
