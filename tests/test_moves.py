"""What moves between documents, or is shown by another one, is right after each step, as in a fresh build."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kawaraban.cli.application import Failed, build
from tests.conftest import Blog
from tests.test_builds import NOW, built, same, svg


@pytest.fixture
def blog(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    blog.post("a", "## 節A\n\n文。\n", title="A")
    blog.post("b", "## 節B\n\n文。\n", title="B", date="2025-01-01")
    return blog


def post(title: str, body: str) -> str:
    return f"---\ntitle: {title}\ndate: 2025-01-02\n---\n{body}"


def toc(*entries: str, options: str = "") -> str:
    lines = "\n".join(entries)
    return f"# 瓦版\n\n```{{toctree}}\n{options}{lines}\n```\n"


def bodies(a: str, b: str) -> dict[str, str]:
    return {"posts/a.md": post("A", a), "posts/b.md": post("B", b)}


LABEL = "(foo)=\n## 節\n"
TERM = "```{glossary}\n波\n  水面の動き。\n```\n"
ONE, TWO = "$$\na=1\n$$ (eins)\n\n", "$$\nb=1\n$$ (zwei)\n\n"
FIGURE = "```{{figure}} i.svg\n:alt: 絵\n:name: {}\n\n題{}\n```\n\n"
NUMBERED = ":numbered:\n"

SEQUENCES: dict[str, list[Mapping[str, str | None]]] = {
    "a table of contents comes to posts that are there": [
        {"index.md": toc("posts/a")},
        {"index.md": toc("posts/b")},
        {"index.md": toc("posts/*", options=":glob:\n")},
        {"posts/c.md": post("C", "文。\n")},
        {"posts/c.md": None},
        {"index.md": "# 瓦版\n"},
    ],
    "a page comes and goes with its entry": [
        {"index.md": toc("neu"), "neu.md": "# 新\n\n## 小\n"},
        {"neu.md": "# 新\n\n## *小*\n"},
        {"index.md": "# 瓦版\n", "neu.md": None},
    ],
    "tables of contents in each other": [
        {"index.md": toc("self", "about"), "about.md": toc("posts/a")},
        {"posts/a.md": post("AA", "## 別の題\n")},
        {"about.md": toc("posts/b")},
        {"index.md": "# 瓦版\n", "about.md": None},
    ],
    "numbers of headings": [
        {"index.md": toc("posts/a", "posts/b", options=NUMBERED)},
        {"index.md": toc("posts/b", "posts/a", options=NUMBERED)},
        {"index.md": toc("posts/b", "posts/a")},
        {"index.md": toc("posts/b", options=NUMBERED)},
        {"posts/b.md": post("B", "## 節\n\n## 節\n")},
        {"index.md": "# 瓦版\n"},
    ],
    "a label": [bodies("文", LABEL) | {"about.md": "# 紹介\n\n{ref}`foo`\n"}, bodies(LABEL, "文"), bodies("文", LABEL)],
    "two labels that change places": [
        bodies("(x)=\n## 一\n", "(y)=\n## 二\n") | {"about.md": "# 紹介\n\n{ref}`x` {ref}`y`\n"},
        bodies("(y)=\n## 一\n", "(x)=\n## 二\n"),
    ],
    "numbers of a document that is gone": [
        {"index.md": toc("neu", "posts/a", options=NUMBERED), "neu.md": "# 新\n", "about.md": "# 紹介\n\n{numref}`節 {number} <s>`\n"}
        | bodies("(s)=\n## 節\n", "文"),
        {"index.md": toc("posts/a", options=NUMBERED), "neu.md": None},
    ],
    "a term": [bodies("文", TERM) | {"about.md": "# 紹介\n\n{term}`波`\n"}, bodies(TERM, "文"), bodies("文", TERM)],
    "equations": [
        bodies("文", ONE) | {"about.md": "# 紹介\n\n{eq}`eins`\n"},
        bodies(ONE, "文"),
        bodies(TWO + ONE, "文"),
        bodies(ONE + TWO, "文"),
        bodies(TWO, ONE),
    ],
    "numbered figures": [
        bodies("文", FIGURE.format("f", "一"))
        | {"posts/i.svg": svg(8), "index.md": toc("about", "posts/a", "posts/b"), "about.md": "# 紹介\n\n{numref}`f`\n"},
        bodies(FIGURE.format("f", "一"), "文"),
        bodies(FIGURE.format("g", "一") + FIGURE.format("f", "二"), "文"),
        bodies(FIGURE.format("g", "一"), FIGURE.format("f", "二")),
        {"index.md": "# 瓦版\n"} | bodies("文", FIGURE.format("f", "三")) | {"about.md": None},
    ],
    "a footnote": [bodies("文[^1]\n\n[^1]: 注\n", "文"), bodies("文", "文[^1]\n\n[^1]: 注\n")],
    "words at an anchor": [
        {"about.md": "# 紹介\n\n{ref}`r`\n"} | bodies("(r)=\n```{rubric} 一\n```\n", "文"),
        bodies("(r)=\n```{rubric} 二\n```\n", "文"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SEQUENCES)
def test_each_step_is_as_fresh(blog: Blog, name: str) -> None:
    blog.conf("numfig = True")
    same(blog)
    for number, step in enumerate(SEQUENCES[name], 1):
        for file, text in step.items():
            blog.write(file, text) if text is not None else (blog.root / "src" / file).unlink()
        assert isinstance(same(blog), dict), number


def test_a_second_build_in_one_process_reads_nothing(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.build()
    read = []
    monkeypatch.setattr(
        "kawaraban.pages.builder.BlogBuilder.read_doc", lambda _builder, name, **_options: read.append(name)
    )
    blog.build()
    assert read == []


def test_a_page_that_says_today_follows_the_day(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.post("a", "{sub-ref}`today`\n")
    assert "01月04日" in built(blog)["a.html"].decode()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW + 3600))
    assert "01月04日" in built(blog)["a.html"].decode()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW + 86400))
    assert "01月05日" in built(blog)["a.html"].decode()


def test_a_label_twice_is_told_however_many_processes_read(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kawaraban.pages.documents.FEW", 1)
    for number in range(30):
        blog.post(f"p{number:02}", LABEL if number in (3, 28) else "文。\n", title=str(number))
    with pytest.raises(Failed, match=r"p28\.md.*foo.*posts/p03\.md"):
        build(blog.root / "src", blog.out, blog.root / "cache")


@pytest.mark.parametrize("there", ["a page", "a post"])
def test_a_label_that_is_gone_with_its_document_is_missed(blog: Blog, there: str) -> None:
    file = {"a page": "list.md", "a post": "posts/c.md"}[there]
    blog.write(file, post("C", LABEL) if there == "a post" else f"# C\n\n{LABEL}")
    blog.post("a", "{ref}`foo`\n", title="A")
    assert isinstance(same(blog), dict)
    (blog.root / "src" / file).unlink()
    assert "posts/a.md" in same(blog)


@pytest.mark.parametrize("first", ["a", "b"])
def test_a_label_without_a_title_is_one_too_whichever_is_read_first(blog: Blog, first: str) -> None:
    blog.post(first, LABEL)
    assert isinstance(same(blog), dict)
    blog.post("b" if first == "a" else "a", "(foo)=\n文。\n")
    for out in ("out", "other"):
        with pytest.raises(Failed, match="foo"):
            build(blog.root / "src", blog.root / out, blog.root / ("cache" if out == "out" else "other-cache"))
