"""What documents read and copy: nothing from outside the project, and nothing of what is not published."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

import pytest

from kawaraban.incremental.manifest import Record
from tests.conftest import CONF, Blog
from tests.test_builds import outcome, same

SECRET = "ひみつの言葉"
CSV = f"国,値\n{SECRET},1\n"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>{SECRET}</title></svg>'
DRAFT = f"---\ntitle: {SECRET}\ndate: 2025-01-01\ndraft: true\n---\n{SECRET}\n"

READING = {
    "include": "```{include} %s\n```",
    "include literal": "```{include} %s\n:literal:\n```",
    "include code": "```{include} %s\n:code: text\n```",
    "literalinclude": "```{literalinclude} %s\n```",
    "literalinclude diff": "```{literalinclude} b.txt\n:diff: %s\n```",
    "literalinclude diffed": "```{literalinclude} %s\n:diff: b.txt\n```",
    "download": "{download}`x <%s>`",
    "path": "[x](path:%s)",
    "raw": "```{raw} html\n:file: %s\n```",
    "csv-table": "```{csv-table}\n:file: %s\n```",
    "chart": "```{chart} %s\n```",
    "map": "```{map} %s\n:key: 国\n```",
    "rst include": "```{eval-rst}\n.. include:: %s\n```",
    "rst include literal": "```{eval-rst}\n.. include:: %s\n   :literal:\n```",
    "rst raw": "```{eval-rst}\n.. raw:: html\n   :file: %s\n```",
    "rst download": "```{eval-rst}\n:download:`x <%s>`\n```",
    "rst literalinclude": "```{eval-rst}\n.. literalinclude:: %s\n```",
    "rst csv-table": "```{eval-rst}\n.. csv-table::\n   :file: %s\n```",
}
"""What reads a text, or offers a file."""
SHOWING = {
    "image": "![x](%s)",
    "image directive": "```{image} %s\n```",
    "figure": "```{figure} %s\n:alt: x\n```",
    "figure of its width": "```{figure} %s\n:alt: x\n:figwidth: image\n```",
    "gallery": "```{gallery}\n![x](%s)\n```",
    "html": '<img src="%s" alt="x">',
    "rst image": "```{eval-rst}\n.. image:: %s\n```",
    "linkcard": "```{linkcard} https://example.org/\n:title: x\n:picture: posts/%s\n```",
    "youtube": "```{youtube} dQw4w9WgXcQ\n:title: x\n:picture: posts/%s\n```",
}
OUTSIDE, WAITING = "プロジェクトの外にあります", "公開されていない記事（下書き、または日付が先）の原稿です"


def lines_in(said: str, where: str = "posts/a.md") -> list[int]:
    """The lines of a source at which a build says that something is wrong."""
    return [int(found) for found in re.findall(rf"(?m)^{re.escape(where)}:(\d+): ", said)]


def ask(blog: Blog, way: str, named: str, post: str = "a") -> None:
    """Let a post name a file in one of the ways, on line 7 or 8."""
    blog.write("posts/b.txt", "b\n")
    blog.post(post, f"文。\n\n{(READING | SHOWING)[way] % named}\n")


def ask_in_all_ways(blog: Blog, named: str, pictured: str = "") -> None:
    """Let a post a way name a file, or, where one would be shown, a picture."""
    for way in READING | SHOWING if pictured else READING:
        ask(blog, way, named if way in READING else pictured, way)


def refuses(blog: Blog, text: str = OUTSIDE, ways: Collection[str] = ("a",)) -> str:
    """Whether a build tells one fault in each post, and nothing of what must not come out."""
    said = blog.fails()
    for way in ways:
        assert lines_in(said, f"posts/{way}.md") in ([7], [8]), (way, said)
    assert said.count(text) == len(ways) == len(said.splitlines())
    assert SECRET not in said
    assert not blog.files()
    return said


def lay(folder: Path) -> None:
    """Put a table and a picture into a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "x.csv").write_text(CSV)
    (folder / "x.svg").write_text(SVG)


def test_nothing_outside_is_read_or_copied(blog: Blog) -> None:
    lay(blog.root)
    ask_in_all_ways(blog, "../../x.csv", "../../x.svg")
    assert 'kawaraban_folders = [".."]' in refuses(blog, OUTSIDE, READING | SHOWING)


def test_nothing_outside_is_read_or_copied_by_a_link(blog: Blog) -> None:
    lay(blog.root)
    (blog.root / "src/posts").mkdir()
    for name in ("x.csv", "x.svg"):
        (blog.root / "src/posts" / name).symlink_to(blog.root / name)
    ask_in_all_ways(blog, "x.csv", "x.svg")
    refuses(blog, OUTSIDE, READING | SHOWING)


def test_nothing_outside_is_read_or_copied_by_a_link_to_its_folder(blog: Blog) -> None:
    lay(blog.root / "far")
    (blog.root / "src/posts").mkdir()
    (blog.root / "src/posts/near").symlink_to(blog.root / "far")
    ask_in_all_ways(blog, "near/x.csv", "near/x.svg")
    assert 'kawaraban_folders = ["../far"]' in refuses(blog, OUTSIDE, READING | SHOWING)


def test_what_lies_in_an_allowed_folder_is_as_near_as_the_rest(blog: Blog) -> None:
    lay(blog.root)
    blog.conf('kawaraban_folders = [".."]')
    ask_in_all_ways(blog, "../../x.csv", "../../x.svg")
    blog.post("map", "```{map} ../../x.csv\n```\n")
    assert "iso3" in blog.fails()  # it has been read
    (blog.root / "src/posts/map.md").unlink()
    blog.build()
    for way in READING.keys() - {"map"}:
        page = blog.read(f"{way}.html").split("<aside")[0]
        assert SECRET in page or "_downloads/" in page, way
    for way in SHOWING:
        assert re.search(r"_images/x\.\w+\.svg", blog.read(f"{way}.html").split("<aside")[0]), way


@pytest.mark.parametrize("kept", [DRAFT, DRAFT.replace("draft: true", "").replace("2025", "2999")])
def test_a_post_that_is_not_published_does_not_come_out_through_another(blog: Blog, kept: str) -> None:
    blog.write("posts/d.md", kept)
    ask_in_all_ways(blog, "d.md")
    refuses(blog, WAITING, READING)


@pytest.mark.parametrize("other", ["symlink", "hard link", "link to its folder"])
def test_another_name_of_a_draft_is_no_way_around(blog: Blog, other: str) -> None:
    blog.write("posts/n/d.md", DRAFT)
    folder = blog.root / "src/posts"
    if other == "symlink":
        (folder / "x.txt").symlink_to("n/d.md")
    elif other == "hard link":
        os.link(folder / "n/d.md", folder / "x.txt")
    else:
        (blog.root / "src/far").symlink_to("posts/n")
    ask(blog, "include", "../far/d.md" if "folder" in other else "x.txt")
    assert WAITING in blog.fails()


def test_pipes_devices_and_folders_are_told_and_not_read(blog: Blog) -> None:
    lay(blog.root / "far")
    os.mkfifo(blog.root / "far/pipe")
    blog.conf('kawaraban_folders = ["../far", "/dev"]')
    zero = os.path.relpath("/dev/zero", blog.root / "src/posts")
    for named in ("../../far/pipe", zero, "../../far"):
        ask_in_all_ways(blog, named, named)
        refuses(blog, "フォルダーかパイプか装置です", READING | SHOWING)


@pytest.mark.parametrize("way", ["include", "rst include"])
@pytest.mark.parametrize("named", ["</etc/hostname>", "<../../../../../../../../../../../../../../etc/hostname>"])
def test_docutils_own_files_are_no_way_around(blog: Blog, way: str, named: str) -> None:
    ask(blog, way, named)
    refuses(blog)


@pytest.mark.parametrize("way", ["include literal", "rst include literal"])
def test_docutils_own_files_can_be_included(blog: Blog, way: str) -> None:
    ask(blog, way, "<isonum.txt>")
    blog.build()
    assert "COPYRIGHT" in blog.read("a.html")


def test_the_picture_in_front_matter_is_asked_for_as_well(blog: Blog) -> None:
    (blog.root / "x.svg").write_text(SVG)
    blog.post("a", image="../../x.svg")
    said = blog.fails()
    assert lines_in(said) == [4]
    assert OUTSIDE in said


def test_the_picture_of_a_known_link_is_asked_for_as_well(blog: Blog) -> None:
    (blog.root / "x.svg").write_text(SVG)
    blog.write("links.toml", '["https://example.org/"]\ntitle = "x"\npicture = "../x.svg"\n')
    blog.post("a", "文。\n\n<https://example.org/>\n")
    refuses(blog)


def test_links_to_documents_outside_are_told(blog: Blog) -> None:
    (blog.root / "x.md").write_text("# x\n")
    blog.post("a", "文。\n\n[x](../../x.md)\n\n{doc}`../../x`\n\n[x](../../nowhere.md)\n")
    said = blog.fails()
    assert lines_in(said) == [7, 9, 11]
    assert said.count(OUTSIDE) == 3


def test_every_fault_of_every_document_is_told(blog: Blog) -> None:
    for name in ("x.csv", "y.csv"):
        (blog.root / name).write_text(CSV)
    blog.write("posts/d.md", DRAFT)
    both = "```{include} ../../x.csv\n```\n\n{download}`y <../../y.csv>` ![z](../../z.svg)\n\n```{include} d.md\n```\n"
    (blog.root / "z.svg").write_text(SVG)
    blog.post("a", both)
    blog.post("b", "```{literalinclude} ../../x.csv\n:diff: ../../y.csv\n```\n")
    said = blog.fails()
    assert lines_in(said) == [5, 8, 8, 10]
    assert lines_in(said, "posts/b.md") == [5, 5]


def test_a_fault_in_an_included_file_is_told_there(blog: Blog) -> None:
    (blog.root / "x.csv").write_text(CSV)
    blog.write("posts/part.txt", "文。\n\n```{include} ../../x.csv\n```\n\n{download}`x <../../x.csv>`\n")
    blog.post("a", "```{include} part.txt\n```\n")
    said = blog.fails()
    assert lines_in(said, "posts/part.txt") == [3, 6], said


def test_parts_of_the_project_can_be_included(blog: Blog) -> None:
    blog.write("posts/part.txt", "部分の文。\n")
    blog.write("parts/more.md", "もう一つの文。\n")
    blog.conf('exclude_patterns = ["parts"]')
    (blog.root / "src/posts/near.txt").symlink_to("part.txt")
    blog.post("p", "公開された文。\n")
    blog.post("a", "```{include} near.txt\n```\n```{include} /parts/more.md\n```\n```{literalinclude} p.md\n```\n")
    blog.build()
    for words in ("部分の文", "もう一つの文", "公開された文"):
        assert words in blog.read("a.html")


def test_a_file_is_named_from_its_post_or_from_the_root(blog: Blog) -> None:
    blog.write("posts/n/c.csv", CSV)
    blog.post(
        "n/a",
        "```{csv-table}\n:file: c.csv\n```\n\n```{csv-table}\n:file: /posts/n/c.csv\n```\n\n"
        "```{raw} html\n:file: /posts/n/c.csv\n```\n\n```{eval-rst}\n.. raw:: html\n   :file: c.csv\n```\n",
    )
    blog.build()
    assert blog.read("n/a.html").split("<aside")[0].count(SECRET) == 4


def test_a_figure_is_as_wide_as_its_picture(blog: Blog) -> None:
    blog.write("posts/n/i.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="123" height="45"/>')
    blog.post("n/a", "```{figure} i.svg\n:alt: x\n:figwidth: image\n```\n")
    blog.build()
    assert "width: 123px" in blog.read("n/a.html")


@pytest.mark.parametrize("is_folder", [False, True])
def test_documents_that_are_links_to_elsewhere_are_told_once(blog: Blog, is_folder: bool) -> None:
    (blog.root / "far").mkdir()
    for name in "xy":
        (blog.root / f"far/{name}.md").write_text(f"---\ntitle: x\ndate: 2025-01-01\n---\n{SECRET}\n")
    blog.post("a")
    link = "posts/near" if is_folder else "posts/x.md"
    (blog.root / "src" / link).symlink_to(blog.root / "far" / ("" if is_folder else "x.md"))
    said = blog.fails()
    assert said.splitlines() == [said]
    assert said.startswith(f"{link}:1: 「{link}」はプロジェクトの外")
    blog.conf('kawaraban_folders = ["../far"]')
    blog.build()
    assert (blog.out / ("near/y.html" if is_folder else "x.html")).is_file()


@pytest.mark.parametrize(
    "line",
    [
        'html_favicon = "../x.svg"',
        'html_logo = "../x.svg"',
        'kawaraban_profile = {"text": "x", "portrait": "../x.svg"}',
        'html_theme_options = {"logo": {"image_light": "../x.svg"}}',
        'html_theme_options = {"icon_links": [{"name": "x", "url": "https://example.org/", "icon": "../x.svg"}]}',
        'html_static_path = ["../far"]',
        'html_extra_path = ["../far"]',
    ],
)
def test_conf_names_nothing_outside(blog: Blog, line: str) -> None:
    (blog.root / "far").mkdir()
    (blog.root / "x.svg").write_text(SVG)
    blog.conf(line)
    blog.post("a")
    said = blog.fails()
    assert said.startswith(f"conf.py:{CONF.count(chr(10)) + 1}: ")
    assert OUTSIDE in said


def test_nothing_outside_is_copied_with_a_folder(blog: Blog) -> None:
    (blog.root / "x.txt").write_text(SECRET)
    blog.write("posts/d.md", DRAFT)
    blog.write("_static/n/b.css", "p { margin: 0 }\n")
    (blog.root / "src/_static/n/x.txt").symlink_to(blog.root / "x.txt")
    (blog.root / "src/_static/d.txt").symlink_to("../posts/d.md")
    said = blog.fails()
    assert lines_in(said, "_static/d.txt") == lines_in(said, "_static/n/x.txt") == [1]
    assert SECRET not in said


def test_a_setting_of_a_wrong_form_is_told(blog: Blog) -> None:
    blog.conf('kawaraban_folders = "../pictures"')
    assert 'フォルダーのリスト（例：["../pictures"]）' in blog.fails()


def test_what_an_extension_reads_is_found_as_well(blog: Blog) -> None:
    (blog.root / "x.csv").write_text(CSV)
    blog.conf(
        "from docutils import nodes\nfrom sphinx.util.docutils import SphinxDirective\n"
        "class Reader(SphinxDirective):\n    required_arguments = 1\n    def run(self):\n"
        "        relative, path = self.env.relfn2path(self.arguments[0])\n        self.env.note_dependency(relative)\n"
        "        return [nodes.paragraph('', open(path).read())]\n"
        "def setup(app):\n    app.add_directive('reader', Reader)\n"
    )
    blog.post("a", "文。\n\n```{reader} ../../x.csv\n```\n")
    refuses(blog)


def test_what_only_a_draft_shows_does_not_come_out(blog: Blog) -> None:
    for name in ("one", "both"):
        blog.write(f"posts/{name}.svg", SVG.replace("title", name))
        blog.write(f"posts/{name}.csv", CSV.replace("国", name))
    shown = "![x]({0}.svg)\n\n{{download}}`x <{0}.csv>`\n"
    blog.post("d", shown.format("one") + "\n" + shown.format("both"), draft="true")
    blog.post("a", shown.format("both"))
    blog.build()
    found = " ".join(name for name in blog.files() if name.startswith(("_images/", "_downloads/")))
    assert re.search(r"both\.\w+\.svg", found)
    assert "both.csv" in found
    assert "one" not in found


def test_a_post_that_becomes_a_draft_again_does_not_stay_in_another(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1736000000")
    blog.post("d", f"{SECRET}\n")
    blog.post("a", "```{include} part.txt\n```\n```{literalinclude} d.md\n```\n")
    blog.write("posts/part.txt", "部分。\n")
    assert isinstance(same(blog), dict)
    blog.post("d", f"{SECRET}\n", draft="true")
    assert WAITING in same(blog)
    blog.post("d", f"{SECRET}\n")
    assert isinstance(same(blog), dict)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735000000")  # before its date, and before that of the other
    blog.post("a", "```{include} part.txt\n```\n```{literalinclude} d.md\n```\n", date="2024-01-01")
    assert WAITING in same(blog)


def test_a_change_of_an_allowed_file_elsewhere_is_seen(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1736000000")
    far = blog.root / "far"
    (far / "static").mkdir(parents=True)
    blog.conf(
        'kawaraban_folders = ["../far"]\nhtml_favicon = "../far/f.svg"\n'
        'html_static_path = ["_static", "../far/static"]\n'
        'kawaraban_profile = {"text": "x", "portrait": "_static/p.svg"}'
    )
    blog.write("_static/p.svg", SVG)
    for name in ("f.svg", "x.svg", "y.svg"):
        (far / name).write_text(SVG)
    for name in ("c.csv", "p.txt", "q.txt", "static/s.txt"):
        (far / name).write_text("甲,乙\n9,1\n")
    blog.write("posts/q.txt", "b\n")
    blog.post("a", "![x](../../far/x.svg)\n\n```{include} ../../far/p.txt\n```\n\n```{chart} ../../far/c.csv\n```\n")
    body = "{download}`x <../../far/c.csv>`\n\n```{literalinclude} q.txt\n:diff: ../../far/q.txt\n```\n"
    blog.post("b", body, image="../../far/y.svg")
    before = same(blog)
    for name in ("f.svg", "x.svg", "y.svg", "c.csv", "p.txt", "q.txt", "static/s.txt"):
        (far / name).write_text((far / name).read_text().replace("9", "8"))
        after = outcome(blog, blog.out, blog.root / "cache")
        assert isinstance(after, dict)
        assert after != before, name
        before = after
    assert same(blog) == before


def test_files_elsewhere_are_known_by_one_name(blog: Blog) -> None:
    lay(blog.root / "far")
    blog.conf('kawaraban_folders = ["../far"]\nhtml_favicon = "../far/x.svg"')
    blog.post("a", "![x](../../far/x.svg)\n\n{download}`x <../../far/x.csv>`\n", image="../../far/x.svg")
    outcome(blog, blog.out, blog.root / "cache")
    known = {path for path in Record.load(str(blog.root / "cache")).sources if path.startswith(("..", "/"))}
    assert {os.path.realpath(path) for path in known} == {str(blog.root / f"far/x.{kind}") for kind in ("csv", "svg")}
    assert all(path.startswith("/") for path in known)


def test_a_folder_that_is_allowed_no_longer_is_left(blog: Blog) -> None:
    (blog.root / "x.csv").write_text(CSV)
    blog.conf('kawaraban_folders = [".."]')
    ask(blog, "include", "../../x.csv")
    blog.build()
    blog.conf("")
    assert OUTSIDE in blog.fails()


def test_a_preview_gives_notice_of_what_will_be_refused(blog: Blog) -> None:
    blog.write("posts/d.md", DRAFT)
    body = "```{literalinclude} d.md\n```\n\n[x](d.md)\n"
    blog.post("a", body)
    blog.post("e", body, draft="true")
    said = blog.build(kawaraban_preview=True)
    assert lines_in(said) == [5, 8]
    assert lines_in(said, "posts/e.md") == []
    assert SECRET in blog.read("a.html")


def test_names_in_other_forms_are_found_and_asked_for(blog: Blog) -> None:
    blog.write("posts/か\u3099そう.svg", SVG)
    blog.post("a", "![x](がそう.svg)\n", image="がそう.svg")
    blog.build()
    (blog.root / "か\u3099い.svg").write_text(SVG)
    blog.post("a", "文。\n\n![x](../../がい.svg)\n")
    assert lines_in(blog.fails()) == [7]
    blog.post("a", "文。\n\n![x](..%2F..%2Fがい.svg)\n")
    assert lines_in(blog.fails()) == [7]


def test_a_picture_for_another_language_is_asked_for_as_well(blog: Blog) -> None:
    (blog.root / "x.svg").write_text(SVG)
    blog.write("posts/i.svg", SVG.replace(SECRET, "海"))
    (blog.root / "src/posts/i.ja.svg").symlink_to(blog.root / "x.svg")
    blog.post("a", "文。\n\n![海](i.svg)\n")
    said = blog.fails()
    assert len(lines_in(said)) == 1
    assert OUTSIDE in said
