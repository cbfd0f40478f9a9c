"""Sphinx's other builders read a blog without a traceback; those that would make other pages say so in a line."""

from __future__ import annotations

import pytest
from sphinx.cmd.build import build_main

from tests.conftest import Blog

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
    assert f"「{builder}」" in capsys.readouterr().err


def test_another_builder_refuses_what_ours_does(blog: Blog, capsys: pytest.CaptureFixture[str]) -> None:
    blog.post("a", tagz="甲")
    assert run(blog, "text") == 2
    assert "posts/a.md:4: " in capsys.readouterr().err
