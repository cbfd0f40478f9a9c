"""After a build all packages are as they were: another project in the same process is built as if alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from inspect import ismodule
from pathlib import Path

import ablog.blog
import ablog.post
import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
import pytest
import sphinx.builders
import sphinx.domains.python
import sphinx.events
import sphinx.util.docutils
from docutils import nodes
from markdown_it.ruler import Ruler
from markdown_it.tree import SyntaxTreeNode
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransformer
from sphinx.transforms.i18n import TranslationProgressTotaliser
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.conftest import ROOT, Blog, files_below

PLACES = (
    nodes.Node, nodes.document, SphinxTransformer, TranslationProgressTotaliser, HighlightLanguageTransform, ablog.blog,
    ablog.blog.Blog, ablog.post, myst_parser.parsers.sphinx_, myst_parser.mdit_to_docutils.base, sphinx.events,
    sphinx.util.docutils, sphinx.builders, Ruler, SyntaxTreeNode,
)  # fmt: skip


def state() -> dict[object, object]:
    """What stands in the places of other packages that Kawaraban touches, by place and name."""
    found = {
        (place, name): value
        for place in PLACES
        for name, value in vars(place).items()
        if name != "__warningregistry__" and not ismodule(value)  # importing a module puts it into its package
    }
    words = {key: words for key, words in locale.translators.items() if key[0] == "general"}
    return found | words | {"blog": dict(ablog.blog.Blog._dict)}


def changes(before: dict[object, object]) -> set[object]:
    after = state()
    return {
        key
        for key in before.keys() | after.keys()
        if before.get(key, 0) is not after.get(key, 0) and before.get(key, 0) != after.get(key, 0)
    }


FOREIGN = """
import sys
from sphinx.application import Sphinx
Sphinx(sys.argv[1], sys.argv[1], sys.argv[2], sys.argv[2] + "-trees", "html", status=None).build()
"""


def build_site(source: Path, out: Path) -> int:
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(source, source, out, f"{out}-trees", "html", status=None, warning=None)
        app.build()
        return app.statuscode


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1736000000")
    ablog.blog.Blog._dict.clear()


@pytest.fixture
def foreign(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """Another project, and what a fresh process makes of it."""
    source = tmp_path / "foreign"
    (source / "sub").mkdir(parents=True)
    conf = 'project = "foreign"\nextensions = ["myst_parser", "ablog"]\nhtml_theme = "pydata_sphinx_theme"\n'
    (source / "conf.py").write_text(conf + 'blog_path = "news"\nblog_baseurl = "https://x.example"\n')
    post = "---\nblogpost: true\ndate: 2024-01-01\ntags: パリ\n---\n# Post\n\n**「強調」**です ｜漢字《かんじ》\n"
    (source / "sub" / "post.md").write_text(post)
    (source / "index.md").write_text("# Foreign\n\n```{toctree}\nsub/post\n```\n\n```{tip}\nWords.\n```\n")
    command = [sys.executable, "-c", FOREIGN, str(source), str(tmp_path / "alone")]
    subprocess.run(command, check=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True)
    return source, untimed(tmp_path / "alone")


def untimed(folder: Path) -> dict[str, bytes]:
    """The files of a site but the feed, in which ABlog writes the time of the build."""
    return {name: data for name, data in files_below(folder).items() if name != "news/atom.xml"}


def test_another_project_is_built_as_if_alone(
    blog: Blog, foreign: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    source, alone = foreign
    blog.post("a", "**「強調」**です\n", title="A", tags="パリ")
    before = state()
    blog.build()
    assert changes(before) == set()
    ours = blog.files()
    build_site(source, tmp_path / "after")
    assert untimed(tmp_path / "after") == alone
    blog.build()
    assert blog.files() == ours
    assert "<strong>" in blog.read("a.html")


def test_plain_sphinx_leaves_nothing_behind(blog: Blog) -> None:
    blog.post("a", "文。\n")
    before = state()
    build_site(blog.root / "src", blog.out)
    assert changes(before) == set()


FAULTS = {
    "a post": lambda b: b.post("a", "[](nope.md)\n"),
    "front matter": lambda b: b.post("a", nope="x"),
    "a template": lambda b: b.write("_templates/byline.html", "{{ 1 / 0 }}"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_neither_does_a_build_that_fails(blog: Blog, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    blog.post("a", "文。\n")
    FAULTS[fault](blog)
    before = state()
    with contextlib.suppress(ZeroDivisionError):
        blog.fails()
    assert changes(before) == set()
    with contextlib.suppress(SphinxError, ZeroDivisionError):
        build_site(blog.root / "src", Path(blog.out))
    assert all(isinstance(key, tuple) and key[0] == "general" for key in changes(before))
