"""Sphinx's other builders read a blog without a traceback; those that would make other pages say so in a line."""

from __future__ import annotations

import pytest
from sphinx.cmd.build import build_main

from tests.conftest import CONF, Blog

BODY = """\
｜漢字《かんじ》と文。

https://x.example/

```{youtube} aqz-KE-bpKQ
:title: うごく
```

```{chart}
:title: 図
国,量
甲,1234
```

```{gallery}
:caption: 並び
![一枚](a.svg)
```
"""


@pytest.fixture
def rich(blog: Blog) -> Blog:
    blog.post("a", BODY)
    blog.write("posts/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
    blog.write("index.md", "# 瓦版\n\n```{toctree}\nposts/a\n```\n")
    return blog


def run(blog: Blog, builder: str) -> int:
    return build_main(["-q", "-b", builder, str(blog.root / "src"), str(blog.root / builder)])


@pytest.mark.parametrize("builder", ["dummy", "epub", "gettext", "latex", "man", "pseudoxml", "texinfo", "text", "xml"])
def test_another_builder_runs(rich: Blog, builder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rich, builder) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_what_only_a_page_can_show_becomes_what_any_format_has(rich: Blog) -> None:
    run(rich, "text")
    text = (rich.root / "text/posts/a.txt").read_text("utf-8")
    for words in ("漢字（かんじ）", "https://x.example/", "うごく", "図", "1234", "並び"):
        assert words in text


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_a_builder_of_other_pages_says_so(rich: Blog, builder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rich, builder) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"「{builder}」" in line


def test_builders_may_share_a_folder_of_document_trees(rich: Blog) -> None:
    trees = ["-d", str(rich.root / "trees")]
    for number, builder in enumerate(("html", "linkcheck", "text", "html")):
        rich.write("posts/b.md", f"---\ntitle: 題\ndate: 2025-01-03\n---\n{number} 度目。\n")
        rich.write("conf.py", CONF + 'linkcheck_ignore = [".*"]\n')
        assert build_main(["-q", "-b", builder, *trees, str(rich.root / "src"), str(rich.root / builder)]) == 0
    assert "2 度目" in (rich.root / "text/posts/b.txt").read_text("utf-8")
    assert "3 度目" in (rich.root / "html/b.html").read_text("utf-8")


def test_sphinx_own_command_prints_mistakes_as_lines_without_a_traceback(
    blog: Blog, capsys: pytest.CaptureFixture[str]
) -> None:
    blog.post("a", tagz="甲")
    blog.post("b", tagz="甲")
    assert run(blog, "html") == 2
    assert [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()] == ["posts/a.md:4", "posts/b.md:4"]


def test_another_builder_refuses_what_ours_does(blog: Blog, capsys: pytest.CaptureFixture[str]) -> None:
    blog.post("a", tagz="甲")
    assert run(blog, "text") == 2
    assert "posts/a.md:4: " in capsys.readouterr().err
