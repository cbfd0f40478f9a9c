"""Where the posts of an ABlog blog stand, and where they shall: in a folder of `kawaraban_posts`, or below `posts/`.

A folder that holds posts only, sorted by year or not, becomes a folder of posts. Posts beside pages, or in folders of
years at the root, are moved below the first folder of posts, so that they keep their addresses. A page among posts is
moved out.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kawaraban.cli.adopt_posts import POST
from kawaraban.model.file_checks import post_in_rst
from kawaraban.model.frontmatter.editing import Block
from kawaraban.model.post import PostFolders
from kawaraban.sources.discovery import find_documents
from kawaraban.sources.foreign_conf import folder_names, matched_posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kawaraban.cli.source_tree import SourceTree

TAKEN = ("blog", "search", "sitemap", "404", "genindex")
"""Names of pages that Kawaraban makes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The documents of a blog by kind, with their present paths; `moved` maps some of them to new ones.

    `posts` are those of ABlog, `adopted` those that are ours already, `others` those that are not Markdown. `folders`
    are the folders of posts, `is_usual` whether those are `posts/` or what conf.py names already.
    """

    posts: tuple[str, ...]
    adopted: tuple[str, ...]
    pages: tuple[str, ...]
    others: tuple[str, ...]
    folders: tuple[str, ...]
    is_usual: bool
    moved: Mapping[str, str]

    def address_of(self, path: str) -> str:
        """Return the new address of a document, without `.html`."""
        return PostFolders.of(self.folders).address_of(self.moved.get(path, path).rpartition(".")[0])


def plan_layout(tree: SourceTree, values: Mapping[str, Any]) -> Layout:
    """Return where documents stand and shall stand; *values* are those of conf.py."""
    matched = set(matched_posts(tree.root, values.get("blog_post_pattern")))
    documents = find_documents(tree.root, values, (".md", ".rst"))
    others = [path for path in documents if path.endswith(".rst") and (path in matched or post_in_rst(tree.text(path)))]
    markdown = [path for path in documents if path.endswith(".md")]
    ours = tree.post_folders
    posts = [path for path in markdown if is_post(tree.text(path), is_matched=path in matched)]
    adopted = [path for path in markdown if path not in posts and path in ours and is_ours(tree.text(path))]
    pages = [path for path in documents if path not in {*others, *posts, *adopted}]
    folders = _folders(tree, values, [*posts, *adopted, *others], pages)
    moved = {path: f"{folders[0]}/{path}" for path in posts if path not in PostFolders.of(folders)}
    lists = str(values.get("blog_path") or "blog")
    for path in pages:
        if path in PostFolders.of(folders) and path.endswith(".md"):
            moved[path] = _outside(path, [*documents, *moved.values(), f"{lists}.md"])
    usual = [name.rstrip("/") for name in tree.post_folders.names]
    return Layout(
        posts=tuple(posts), adopted=tuple(adopted), pages=tuple(pages), others=tuple(others), folders=tuple(folders),
        is_usual=folders == usual, moved=moved,
    )  # fmt: skip


def is_post(text: str, *, is_matched: bool) -> bool:
    """Return whether ABlog takes a document for a post; *is_matched* tells whether `blog_post_pattern` does.

    For ABlog, a document without front matter is no post, even if the pattern matches it.
    """
    keys = {str(name.value) for name, _value in Block(text).pairs}
    return "blogpost" in keys or POST.search(text) is not None or (is_matched and bool(keys))


def is_ours(text: str) -> bool:
    """Return whether a document in a folder of posts is a post of ours, or meant as one, rather than a page."""
    keys = {str(name.value) for name, _value in Block(text).pairs}
    is_broken = not keys and (not text.strip() or text.startswith(("---", "+++")))
    return is_broken or not keys.isdisjoint({"date", "draft"})


def _folders(tree: SourceTree, values: Mapping[str, Any], posts: Iterable[str], pages: Iterable[str]) -> list[str]:
    """Return the names of the folders of posts."""
    usual = tree.post_folders
    names = folder_names(path for path in posts if path not in usual)

    beside = [path for path in pages if posixpath.basename(path) not in ("index.md", "index.rst")]
    pure = [name for name in names if not any(path.startswith(f"{name}/") for path in beside)]
    is_used = "kawaraban_posts" in values or not pure or any(path in usual for path in posts)
    return [*(name.rstrip("/") for name in usual.names if is_used), *pure]


def _outside(path: str, taken: Iterable[str]) -> str:
    """Return a path at the root for a page that stands among posts."""
    folder, name = posixpath.split(path.removesuffix(".md"))
    stem = folder.replace("/", "-") if name == "index" else name
    used = {each.lower() for each in taken}
    while stem in TAKEN or f"{stem}.md".lower() in used:
        stem = f"{stem}-index" if name == "index" else f"{folder.replace('/', '-')}-{stem}"
    return f"{stem}.md"
