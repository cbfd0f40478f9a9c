"""Another name for a label, another place for a post: all that leads there still does, and nothing else changes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from kawaraban import cli
from kawaraban.incremental import source_changes
from kawaraban.sources.references import references
from tests.conftest import Blog

Command = Callable[..., tuple[int, str]]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'


@pytest.fixture
def rename(blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Rename in the blog; return exit status and what was said."""
    monkeypatch.chdir(blog.root / "src")

    def run(*arguments: str, yes: bool = True) -> tuple[int, str]:
        status = cli.main(["rename", *arguments, *(["--yes"] if yes else [])])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def source(blog: Blog, name: str) -> bytes:
    return (blog.root / "src" / name).read_bytes()


def sources(blog: Blog) -> dict[str, bytes]:
    folder = blog.root / "src"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


FORMS = [
    ("category: 甲", "category: 新"),
    ("category: '甲'  # 大事", "category: '新'  # 大事"),
    ("category: [乙, 甲]", "category: [乙, 新]"),
    ("category:\n  - 乙\n  - 甲  # 大事", "category:\n  - 乙\n  - 新  # 大事"),
    ("category: 乙、甲, 丙", "category: 乙、新, 丙"),
    ("category: [甲, 新]", "category: [新]"),
    ("category:\n- 甲\n- 新", "category:\n- 新"),
    ("category: 新、甲", "category: 新"),
    ("category: 甲の話", "category: 甲の話"),
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_category_is_renamed_and_every_other_byte_stays(blog: Blog, rename: Command, ending: str) -> None:
    before = '---{e}# 覚え{e}title:   "題"   # 仮{e}{form}{e}draft: false{e}date: 2025-01-02{e}---{e}甲の本文。  {e}'
    texts = {}
    for number, (old, new) in enumerate(FORMS):
        old, new = (before.replace("{form}", form).replace("\n", "{e}").replace("{e}", ending) for form in (old, new))
        blog.write(f"posts/p{number}.md", "\ufeff" + old)
        texts[f"posts/p{number}.md"] = ("\ufeff" + new).encode()
    status, _said = rename("--category", "甲", "--to", "新")
    assert status == 0
    assert {path: source(blog, path) for path in texts} == texts


def test_drafts_and_lists_of_posts_follow_and_old_addresses_lead_on(blog: Blog, rename: Command) -> None:
    blog.post("a", "[一覧](https://blog.example/sub/blog/category/世界.html)と{ref}`category-世界`\n", category="世界")
    blog.post("c", category="技術")
    blog.post("b", category="世界", draft="true")
    blog.write(
        "about.md",
        "# 場所\n\n```{postlist}\n:category: 世界, 技術\n```\n\n<a href='blog/category/世界/atom.xml'>一覧</a>\n",
    )
    blog.build()
    assert rename("--category", "世界", "--to", "世界情勢など")[0] == 0
    assert "category: 世界情勢など" in source(blog, "posts/b.md").decode()
    assert ":category: 世界情勢など, 技術" in source(blog, "about.md").decode()
    blog.build()
    assert "/世界情勢など/atom.xml" in blog.read("about.html")
    assert (
        blog.read("a.html").split("<aside")[0].count("%E4%B8%96%E7%95%8C%E6%83%85%E5%8B%A2%E3%81%AA%E3%81%A9.html") >= 2
    )
    old = blog.read("blog/category/世界.html")
    assert "世界情勢など" in old and 'http-equiv="refresh"' in old
    for feed in ("atom.xml", "rss.xml", "feed.json"):
        assert blog.read(f"blog/category/世界/{feed}") == blog.read(f"blog/category/世界情勢など/{feed}")


def test_after_a_rename_a_build_makes_what_a_fresh_one_makes(
    blog: Blog, rename: Command, make_blog: Callable[[str], Blog]
) -> None:
    moving_blog(blog)
    blog.post("a", category="甲", tags="乙")
    blog.build()
    for arguments in (["--category", "甲", "--to", "丙"], ["--post", "posts/2025/10/old.md", "--to", "posts/b.md"]):
        rename(*arguments)
        blog.build()
    fresh = make_blog("fresh")
    for path, data in sources(blog).items():
        fresh.write(path, data)
    fresh.build()
    assert blog.files() == fresh.files()


def test_further_pages_of_an_old_list_lead_on(blog: Blog, rename: Command) -> None:
    blog.conf("kawaraban_page_size = 1")
    for day in (1, 2, 3):
        blog.post(f"p{day}", tags="甲", date=f"2025-01-0{day}")
    rename("--tag", "甲", "--to", "乙")
    blog.build()
    assert "refresh" in blog.read("blog/tag/甲/page/1.html")


def test_a_name_that_was_given_up_may_be_taken_again(blog: Blog, rename: Command) -> None:
    blog.post("a", tags="甲")
    for old, new in (("甲", "乙"), ("乙", "丙"), ("丙", "甲")):
        rename("--tag", old, "--to", new)
    blog.build()
    assert "refresh" not in blog.read("blog/tag/甲.html")
    for old in ("乙", "丙"):
        assert "%E7%94%B2.html" in blog.read(f"blog/tag/{old}.html")


def test_a_label_of_drafts_alone_leaves_no_old_address(blog: Blog, rename: Command) -> None:
    blog.post("a", tags="甲", draft="true")
    rename("--tag", "甲", "--to", "乙")
    assert "redirects.toml" not in sources(blog)


def test_a_series_has_no_address_and_is_renamed(blog: Blog, rename: Command) -> None:
    blog.post("a", series="連載、一")
    assert rename("--series", "連載、一", "--to", "連載、二")[0] == 0
    assert "series: 連載、二" in source(blog, "posts/a.md").decode()
    assert "redirects.toml" not in sources(blog)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--category", "世界情勢", "--to", "乙"], "「世界情勢など」"),
        (["--category", "A", "--to", "乙"], "「AI」"),
        (["--category", "無関係", "--to", "乙"], "世界情勢など、AI"),
        (["--category", "甲"], "TO="),
        (["--category", "甲", "--tag", "乙", "--to", "丙"], "make rename"),
        (["--category", "世界情勢など", "--to", "甲、乙"], "甲、乙"),
        (["--category", "世界情勢など", "--to", "・"], "kawaraban_label_slugs"),
        (["--category", "世界情勢など", "--to", "ai"], "TO=AI"),
        (["--post", "about.md", "--to", "posts/b.md"], "posts/"),
        (["--post", "posts/a.md", "--to", "posts/../b.md"], "posts/"),
        (["--post", "posts/x.md", "--to", "posts/b.md"], "posts/x.md"),
        (["--post", "posts/a.md", "--to", "posts/c.md"], "posts/c.md"),
        (["--post", "posts/a.md", "--to", "posts/about.md"], "about.md"),
        (["--post", "posts/a.md", "--to", "posts/old.md"], "/old.html"),
    ],
)
def test_what_cannot_be_is_told_with_what_would_be_right(
    blog: Blog, rename: Command, arguments: list[str], told: str
) -> None:
    blog.write("about.md", "# 場所\n")
    blog.post("a", category="世界情勢など")
    blog.post("c", category="AI", redirect_from="/old.html")
    before = sources(blog)
    status, said = rename(*arguments)
    assert status == 1
    assert told in said
    assert len(said.splitlines()) == 1
    assert sources(blog) == before


def test_a_misspelt_variable_of_make_is_told(blog: Blog, rename: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKEFLAGS", "s -- PYTHON=python3 CATEGRY=甲\\ SERIE=乙 TO=丙")
    assert "「CATEGORY」" in rename("--to", "丙")[1]


def test_a_post_whose_front_matter_cannot_be_read_is_told_first(blog: Blog, rename: Command) -> None:
    blog.post("a", category="甲")
    blog.write("posts/b.md", "---\ncategory: [甲\n---\n")
    status, said = rename("--category", "甲", "--to", "乙")
    assert (status, said[:12]) == (1, "posts/b.md:2")


def test_without_a_terminal_the_changes_are_shown_and_nothing_is_changed(blog: Blog, rename: Command) -> None:
    blog.post("a", category="甲")
    before = sources(blog)
    status, said = rename("--category", "甲", "--to", "乙", yes=False)
    assert status == 0
    assert "-category: 甲\n+category: 乙\n" in said
    assert "YES=1" in said
    assert sources(blog) == before


@pytest.mark.parametrize(("answer", "name"), [("y", "乙"), ("", "甲")])
def test_at_a_terminal_the_author_is_asked(
    blog: Blog, rename: Command, monkeypatch: pytest.MonkeyPatch, answer: str, name: str
) -> None:
    blog.post("a", category="甲")
    monkeypatch.setattr("kawaraban.cli.change_set.is_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    assert rename("--category", "甲", "--to", "乙", yes=False)[0] == (not answer)
    assert f"category: {name}" in source(blog, "posts/a.md").decode()


def test_a_file_that_is_changed_while_the_author_thinks_is_kept(
    blog: Blog, rename: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog.post("a", category="甲")
    monkeypatch.setattr("kawaraban.cli.change_set.is_terminal", lambda: True)

    def answer(_question: str) -> str:
        blog.post("a", "書きたて。\n", category="甲")
        return "y"

    monkeypatch.setattr("builtins.input", answer)
    status, said = rename("--category", "甲", "--to", "乙", yes=False)
    assert (status, "posts/a.md" in said) == (1, True)
    assert "書きたて" in source(blog, "posts/a.md").decode()


def moving_blog(blog: Blog) -> None:
    blog.write("posts/2025/10/old.svg", SVG)
    blog.write("posts/2025/10/old/港 の.svg", SVG)
    blog.write("posts/2025/10/mine.csv", "a,b\n1,2\n")
    blog.write("posts/2025/10/both.svg", SVG)
    blog.write("posts/2025/10/loose.svg", SVG)
    blog.post(
        "2025/10/old",
        "(memo)=\n## 節\n\n![一](old.svg) ![二](<old/港 の.svg>) ![三](both.svg) {download}`表 <mine.csv>`\n\n"
        '[隣](next.md#x) [頁](../../../about.md) <a href="mine.csv">表</a>\n\n```md\n[例](next.md)\n```\n',
        image="old.svg",
    )
    blog.post(
        "2025/10/next", "## x\n\n![三](both.svg)\n[前](old.md#節) `[前](old.md)` {doc}`old` [参][r]\n\n[r]: old.md\n"
    )
    blog.post("2025/10/old-card", "```{linkcard} https://a.example/\n:title: 題\n:picture: posts/card.svg\n```\n")
    blog.write("posts/card.svg", SVG)
    blog.post("later", "[下](2025/10/old.md)\n", draft="true")
    blog.write("about.md", "# 場所\n\n[あれ](posts/2025/10/old.md) {doc}`題 </posts/2025/10/old>`\n")


def test_a_post_moves_with_its_pictures_and_all_links_go_on_to_lead_there(blog: Blog, rename: Command) -> None:
    moving_blog(blog)
    blog.build()
    status, said = rename("--post", "posts/2025/10/old.md", "--to", "posts/2026/新しい話.md")
    assert status == 0, said
    found = sources(blog)
    assert "posts/2025/10/old.md" not in found and not any(path.startswith("posts/2025/10/old/") for path in found)
    for path in ("新しい話.svg", "新しい話/港 の.svg", "mine.csv"):
        assert f"posts/2026/{path}" in found
    for path in ("both.svg", "loose.svg"):
        assert f"posts/2025/10/{path}" in found
    moved = found["posts/2026/新しい話.md"].decode()
    assert "![一](新しい話.svg)" in moved and "image: 新しい話.svg" in moved
    assert "![三](../2025/10/both.svg)" in moved and "[隣](../2025/10/next.md#x)" in moved
    assert "[例](next.md)" in moved and "[頁](../../about.md)" in moved
    beside = found["posts/2025/10/next.md"].decode()
    assert "[前](../../2026/新しい話.md#節) `[前](old.md)` {doc}`../../2026/新しい話`" in beside
    assert "[r]: ../../2026/新しい話.md" in beside
    assert "[下](2026/新しい話.md)" in found["posts/later.md"].decode()
    assert "[あれ](posts/2026/新しい話.md) {doc}`題 </posts/2026/新しい話>`" in found["about.md"].decode()
    blog.build()
    assert 'content="0; url=../../2026/' in blog.read("2025/10/old.html")


def test_a_picture_of_a_card_is_counted_from_the_root(blog: Blog, rename: Command) -> None:
    moving_blog(blog)
    rename("--post", "posts/2025/10/old-card.md", "--to", "posts/b.md")
    assert ":picture: posts/card.svg" in source(blog, "posts/b.md").decode()
    blog.write("posts/mine.svg", SVG)
    blog.post("mine", "```{linkcard} https://a.example/\n:title: 題\n:picture: posts/mine.svg\n```\n")
    rename("--post", "posts/mine.md", "--to", "posts/2025/c.md")
    assert ":picture: posts/2025/c.svg" in source(blog, "posts/2025/c.md").decode()
    blog.build()


def test_a_moved_post_is_no_new_one_to_feed_readers(blog: Blog, rename: Command) -> None:
    blog.post("a")
    blog.build()
    before = [line for line in blog.read("blog/atom.xml").splitlines() if "<id>" in line]
    rename("--post", "posts/a.md", "--to", "posts/b.md")
    blog.build()
    assert [line for line in blog.read("blog/atom.xml").splitlines() if "<id>" in line] == before


def test_a_post_that_moves_back_has_its_address_again(blog: Blog, rename: Command) -> None:
    moving_blog(blog)
    before = sources(blog)
    rename("--post", "posts/2025/10/old.md", "--to", "posts/b.md")
    rename("--post", "posts/b.md", "--to", "posts/2025/10/old.md")
    after = sources(blog)
    assert before.keys() == after.keys()
    assert [path for path in before if before[path] != after[path]] == ["posts/2025/10/old.md"]
    blog.build()
    assert "refresh" not in blog.read("2025/10/old.html")
    assert "refresh" in blog.read("b.html")


def test_a_post_may_differ_from_itself_in_capitals(blog: Blog, rename: Command) -> None:
    blog.post("a")
    assert rename("--post", "posts/a.md", "--to", "posts/A.md")[0] == 0
    blog.build()


def test_a_draft_leaves_no_old_address(blog: Blog, rename: Command) -> None:
    blog.post("a", draft="true")
    before = source(blog, "posts/a.md")
    rename("--post", "posts/a.md", "--to", "posts/b.md")
    assert source(blog, "posts/b.md") == before


def test_a_picture_is_never_overwritten(blog: Blog, rename: Command) -> None:
    blog.write("posts/a.svg", SVG)
    blog.write("posts/2025/b.svg", "mine")
    blog.post("a", "![絵](a.svg)\n")
    status, said = rename("--post", "posts/a.md", "--to", "posts/2025/b.md")
    assert (status, "posts/2025/b.svg" in said) == (1, True)
    assert source(blog, "posts/2025/b.svg") == b"mine"


@pytest.mark.parametrize("at", range(6))
def test_a_rename_that_is_killed_has_happened_or_not(
    blog: Blog, rename: Command, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Stopped at each step: the next command, whichever, finds all of it or nothing."""
    moving_blog(blog)
    before = sources(blog)
    code = (
        "import os, signal, sys\nfrom kawaraban import cli\nsteps = [0]\n"
        "def stop(name):\n    real = getattr(os, name)\n    def step(*a, **k):\n        steps[0] += 1\n"
        f"        if steps[0] > {at}: os.kill(os.getpid(), signal.SIGKILL)\n        return real(*a, **k)\n"
        "    setattr(os, name, step)\n"
        "stop('replace'); stop('unlink')\n"
        "cli.main(['rename', '--post', 'posts/2025/10/old.md', '--to', 'posts/b.md', '--yes'])\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    was_begun = os.path.exists(os.path.join(source_changes.FOLDER, "stage/journal.json"))
    assert was_begun or {path: data for path, data in sources(blog).items() if not path.startswith("_build")} == before
    done = subprocess.run([sys.executable, "-m", "kawaraban", "html"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    after = sources(blog)
    assert ("posts/b.md" in after, "posts/2025/10/old.md" in after) == (was_begun, not was_begun)


def test_through_a_link_that_leads_out_nothing_is_written(blog: Blog, rename: Command) -> None:
    (blog.root / "elsewhere").mkdir()
    blog.post("a", category="甲")
    (blog.root / "src/posts/out").symlink_to(blog.root / "elsewhere")
    text = "---\ntitle: 題\ndate: 2025-01-02\ncategory: 甲\n---\n"
    (blog.root / "elsewhere/b.md").write_text(text)
    status, said = rename("--post", "posts/a.md", "--to", "posts/out/a.md")
    assert (status, "posts/out/a.md" in said) == (1, True)
    assert rename("--category", "甲", "--to", "乙")[0] == 0
    assert (blog.root / "elsewhere/b.md").read_text() == text


def test_old_addresses_that_cannot_be_are_told_with_their_line(blog: Blog) -> None:
    blog.post("a", tags="甲")
    blog.write("redirects.toml", '"/x.html" = "/a.html"\n"/a.html" = "/x.html"\n')
    assert blog.fails().startswith("redirects.toml:1: ")
    blog.write("redirects.toml", '"/a.html" = "/blog/tag/甲.html"\n')
    assert "redirects.toml" in blog.fails()
    blog.write("redirects.toml", '\n"/../a.html" = "/blog/tag/甲.html"\n')
    assert blog.fails().startswith("redirects.toml:2: ")
    blog.write("redirects.toml", '"/x.html" = "/nai.html"\n')
    assert "redirects.toml" in blog.build()


def test_what_is_code_names_no_file() -> None:
    text = "`[a](a.md)` \\`[b](b.md)`\n\n```\n[c](c.md)\n```\n\n````{note}\n```js\n[d](d.md)\n```\n[e](e.md)\n````\n"
    assert [found.path for found in references(text)] == ["b.md", "e.md"]
