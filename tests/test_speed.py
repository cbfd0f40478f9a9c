"""Accelerations change no byte, can be switched off, and step aside where they no longer fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from kawaraban.cli.application import build
from kawaraban.sources import ablog, markdown
from kawaraban.speed import OF_A_BUILD, OF_ALL, fits
from kawaraban.state.patch import VERSIONS, Patch
from tests.conftest import Blog, copy_real_source, files_below

ROOT = Path(__file__).parent.parent


def test_plain_and_fast_builds_of_the_real_site_are_equal(
    real_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_real_source(tmp_path / "src")
    monkeypatch.setenv("KAWARABAN_PLAIN", "1")
    build(tmp_path / "src", tmp_path / "out", tmp_path / "cache")
    assert files_below(tmp_path / "out") == files_below(real_site)


@pytest.fixture
def app(blog: Blog) -> Iterator[Sphinx]:
    """An application of which nothing is built."""
    blog.post("a")
    with docutils_namespace():
        yield Sphinx(blog.root / "src", blog.root / "src", blog.out, blog.root / "cache", "html", status=None)


def test_every_source_that_a_patch_replaces_is_the_one_that_is_known(app: Sphinx) -> None:
    mends = [*ablog.patches(app), *markdown.patches()]
    patches = mends + [patch for module in OF_ALL for patch in module.patches(app)]
    assert {patch.name: patch.source_hash() for patch in patches} == {patch.name: patch.source for patch in patches}


@pytest.mark.parametrize("module", OF_ALL, ids=lambda module: module.__name__)
def test_every_patch_fits_today(app: Sphinx, module: ModuleType) -> None:
    assert fits(module, module.patches(app))


def test_the_sources_are_those_of_the_installed_versions() -> None:
    assert {name: import_module(name).__version__ for name in VERSIONS} == VERSIONS


@pytest.mark.parametrize("module", OF_ALL, ids=lambda module: module.__name__)
def test_a_patch_for_another_source_steps_aside_with_a_notice(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, module: ModuleType
) -> None:
    patches = module.patches
    monkeypatch.setattr("kawaraban.state.patch.VERSIONS", {})
    monkeypatch.setattr(module, "patches", lambda app: [patch._replace(source="other") for patch in patches(app)])
    blog.post("a")
    told = [line for line in blog.build().splitlines() if "kawaraban.speed" in line]
    assert [line.partition("：")[2] for line in told] == [module.__name__]
    assert (blog.out / "a.html").is_file()


@pytest.mark.parametrize("module", OF_A_BUILD, ids=lambda module: module.__name__)
def test_what_a_build_changes_of_its_own_steps_aside_with_a_notice(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, module: ModuleType
) -> None:
    assert module.holds()
    monkeypatch.setattr(module, "holds", lambda: False)
    blog.post("a")
    assert module.__name__ in blog.build()


def test_a_patch_of_another_version_fits_where_the_source_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERSIONS, "docutils", "0")
    assert Patch(nodes.Node, "walkabout", None, Patch(nodes.Node, "walkabout", None, "").source_hash()).is_applicable()
    assert not Patch(nodes.Node, "walkabout", None, "another").is_applicable()
    assert not Patch(nodes.Node, "not_there", None, "another").is_applicable()


def test_settings_of_one_document_do_not_reach_the_next() -> None:
    from docutils.frontend import get_default_settings

    from kawaraban.speed.docutils_settings import copied

    one = get_default_settings()
    one.listed = [1]
    two = copied(one)
    two.listed.append(2)
    two.record_dependencies.add("x")
    assert one.listed == [1]
    assert not one.record_dependencies.list


def both_ways(make_blog: Callable[[str], Blog], monkeypatch: pytest.MonkeyPatch) -> Iterator[Blog]:
    """A blog that is built with accelerations, then one that is built without."""
    for plain in ("", "1"):
        monkeypatch.setenv("KAWARABAN_PLAIN", plain)
        yield make_blog(f"blog{plain}")


READ = ("tags:\tb", "description: b\tc", "myst: {substitutions: {x: [b?c, ?d]}}", r'myst: {html_meta: {x: "b\uFEFF"}}')
REFUSED = ("tags: [b:, c]", r'title: "\ud83d"', r'title: "\ud83d\ude00"', "title: |\n\tb")


def test_plain_and_fast_builds_agree_on_front_matter_on_which_yaml_loaders_differ(
    make_blog: Callable[[str], Blog], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, sites = [], []
    for blog in both_ways(make_blog, monkeypatch):
        names = [f"{kind}{number}.md" for kind in ("page", "posts/post") for number in range(len(READ + REFUSED))]
        for name, lines in zip(names, (READ + REFUSED) * 2, strict=True):
            blog.write(name, f"---\ndate: 2025-01-01\n{lines}\n---\n# 題\n")
        told.append(blog.fails())
        refused = [name for name in names if f"{name}:" in told[0]]
        for name in refused:
            (blog.root / "src" / name).unlink()
        blog.build()
        sites.append(blog.files())
    assert refused == [*names[len(READ) : len(READ + REFUSED)], *names[-len(REFUSED) :]]
    assert told[0] == told[1]
    assert sites[0] == sites[1]


RARE = """---
date: 2025-01-02
---
# 題

(ici)=
段落と[先](#ici)。

```{glossary}
:sorted:
湯
  温かい。

お茶
  飲む。
```

```{eval-rst}
.. _there:

.. index:: 索引

|today| 、 [CIT]_ 、 `there`_ 、 `外`__ 。

__ https://elsewhere.example/

.. [CIT] 出典

>>> 1 + 1  # doctest: +SKIP
2

.. highlight:: python

::

   x = 1

.. only:: html

   HTMLだけ。

.. only:: latex

   LaTeXだけ。

.. c:function:: int one(void)

.. c:alias:: one

.. cpp:function:: int two()

.. cpp:alias:: two

段落。

   >>> 2 + 2

.. py:module:: shop

.. py:function:: buy(n)
```

上。

---

下。
"""


def test_plain_and_fast_builds_of_what_few_documents_have_are_equal(
    make_blog: Callable[[str], Blog], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, sites = [], []
    for blog in both_ways(make_blog, monkeypatch):
        blog.write("posts/rare.md", RARE)
        told.append(blog.build())
        sites.append(blog.files())
    assert told[0] == told[1]
    assert sites[0] == sites[1]
    page = (blog.out / "rare.html").read_text("utf-8")
    wanted = ("HTMLだけ", "doctest", "CIT", "int</span>", "shop")
    assert [text for text in wanted if text not in page] == []
    assert "LaTeXだけ" not in page
