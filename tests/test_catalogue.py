"""What Kawaraban mends in ABlog. Where a stock ABlog no longer has the fault, the mend is needless: delete it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from zoneinfo import ZoneInfo

import ablog.blog
import ablog.post
import pytest
from sphinx.application import Sphinx

from kawaraban.cli.application import build
from kawaraban.model.frontmatter import read
from kawaraban.sources.rewrite import rewrite, settings_of
from tests.conftest import Blog, files_below, html_tree


def test_ablog_still_shares_its_state_between_blogs() -> None:
    assert isinstance(ablog.blog.Blog.__dict__["_dict"], dict)


def test_ablog_still_freezes_its_clock_at_import() -> None:
    assert hasattr(ablog.blog, "TOMORROW")


def test_ablog_still_loses_dakuten() -> None:
    from importlib.util import find_spec, module_from_spec

    spec = find_spec("ablog.blog")
    assert spec
    assert spec.loader
    spec.loader.exec_module(stock := module_from_spec(spec))
    assert stock.slugify("パリ") == stock.slugify("バリ")


def test_ablog_still_says_that_it_cannot_be_read_in_parallel() -> None:
    from unittest.mock import MagicMock

    assert ablog.setup(MagicMock(spec=Sphinx))["parallel_read_safe"] is False


def test_ablog_still_ships_no_compiled_catalogue() -> None:
    from pathlib import Path

    assert not list(Path(ablog.__file__).parent.rglob("*.mo"))


def test_two_blogs_in_one_process_are_two_right_blogs(make_blog: Callable[[str], Blog]) -> None:
    one, two = make_blog("one"), make_blog("two")
    one.post("a", title="一の記事", tags="一")
    two.conf('blog_title = "二つめ"\nlanguage = "en"')
    two.post("b", title="二の記事", tags="二")
    one.build()
    two.build()
    one.build()
    for blog, own, other in ((one, "一の記事", "二の記事"), (two, "二の記事", "一の記事")):
        pages = b"".join(blog.files().values()).decode("utf-8", "replace")
        assert own in pages
        assert other not in pages
    assert "Newest posts" in two.read("index.html")
    assert "新着記事" in one.read("index.html")


def test_parallel_and_serial_builds_are_equal(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(12):
        blog.post(f"p{n}", f"![絵](../x{n % 3}.svg)\n", title=f"記事{n}", tags=f"札{n % 4}", date=f"2025-01-{n + 1:02}")
        blog.write(f"x{n % 3}.svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{n % 3 + 1}" height="4"/>')
    blog.write("list.md", "# 一覧\n\n```{postlist}\n:tags: 札1\n```\n")
    blog.build()
    serial = blog.files()
    shutil.rmtree(blog.root / "cache")
    shutil.rmtree(blog.out)
    monkeypatch.setattr("kawaraban.pages.documents.FEW", 0)
    blog.build()
    assert blog.files() == serial


def test_posts_of_one_name_in_two_folders_do_not_take_each_others_labels(blog: Blog) -> None:
    blog.write("page.md", "# 頁\n\n(memo)=\n## 控え\n\n[ここ](#memo)\n\n{ref}`search`\n")
    blog.post("2024/memo")
    blog.post("2025/memo", "[前の記事](../2024/memo.md)\n")
    blog.post("2025/search", title="捜し物")
    blog.build()
    assert 'href="../2024/memo.html"' in blog.read("2025/memo.html")
    assert 'href="#memo"' in blog.read("page.html")
    assert 'href="search.html"' in blog.read("page.html").split("<article")[1]


def test_a_postlist_of_an_unknown_label_is_an_error(blog: Blog) -> None:
    blog.post("a", category="日記")
    blog.write("list.md", "# 一覧\n\n```{postlist}\n:category: 日記帳\n```\n")
    assert "list.md:3: " in (said := blog.fails())
    assert "「日記」" in said


def test_a_postlist_shows_titles_and_dates_as_the_language_writes_them(blog: Blog) -> None:
    blog.post("a", title='"`<b>` & 題"', category="日記")
    blog.write("list.md", "# 一覧\n\n```{postlist} 3\n```\n")
    blog.build()
    page = blog.read("list.html").split("<aside")[0]
    assert "2025年1月2日" in page
    assert "`&lt;b&gt;` &amp; 題" in page


def test_the_date_of_an_update_is_checked(blog: Blog) -> None:
    blog.post("a", "```{update} いつか\n直した。\n```\n")
    assert "posts/a.md:" in blog.fails()
    blog.post("a", "```{update} 2025-02-03\n直した。\n```\n")
    blog.build()
    assert "追記 2025年2月3日" in blog.read("a.html")


@pytest.mark.parametrize("title", ["`<script>`", "\"q\" & 'a'", "*a* _b_ [c](d) $x$ {y}", "# # 番", "a\\b", "1. 一"])
def test_a_title_of_front_matter_is_plain_text(blog: Blog, title: str) -> None:
    blog.post("a", "## 節\n", title="'" + title.replace("'", "''") + "'")
    blog.build()
    page = html_tree(blog.read("a.html"))
    assert page.xpath("//h1")[0].text_content() == title
    assert page.xpath("//h1/*") == []


def test_a_rewritten_source_keeps_its_lines() -> None:
    text = "---\ntitle: 題\ndate: 2025-01-02\n---\n一\n二\n"
    matter, _faults = read(text, ZoneInfo("Asia/Tokyo"))
    written = rewrite(text, settings_of(matter), matter.length).split("\n")
    assert written[4:] == text.split("\n")[4:]
    assert len(written) == len(text.split("\n"))


def test_editing_equals_building_anew(blog: Blog) -> None:
    def fresh() -> dict[str, bytes]:
        build(blog.root / "src", blog.root / "fresh", blog.root / "fresh-cache")
        files = files_below(blog.root / "fresh")
        shutil.rmtree(blog.root / "fresh")
        shutil.rmtree(blog.root / "fresh-cache")
        return files

    def picture(width: int) -> None:
        blog.write("posts/x.svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="4"/>')

    picture(8)
    for n in range(4):
        blog.post(f"p{n}", title=f"記事{n}", date=f"2025-01-0{n + 1}", category="甲", tags="乙", image="x.svg")
    blog.build()
    steps: list[Callable[[], object]] = [
        lambda: picture(16),
        lambda: blog.post("p2", title="改題", date="2025-01-03", category="丙"),
        lambda: blog.post("p9", title="新しい", date="2025-03-01"),
        lambda: (blog.root / "src/posts/p1.md").unlink(),
        lambda: blog.post("p3", title="記事3", draft="true"),
        lambda: (blog.root / "src/posts/p0.md").rename(blog.root / "src/posts/q0.md"),
        lambda: blog.conf('blog_feed_subtitle = "新しい言葉"'),
    ]
    for step in steps:
        step()
        blog.build()
        assert blog.files() == fresh()
