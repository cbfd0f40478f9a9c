"""Addresses that an ABlog blog had on the web: those of its posts, pages and lists, and where they are now."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.cli.adopt_names import ablog_slug, address_under, language_tag
from kawaraban.model.config import place_tag
from kawaraban.model.labels import slug_of
from kawaraban.model.redirects import old_address_of, redirect_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kawaraban.cli.adopt_posts import Listed

BUILD_FILES = (
    "conf.py", "Makefile", "make.bat", "noxfile.py", "tox.ini", "netlify.toml", "vercel.json", ".readthedocs.yml",
    ".readthedocs.yaml", ".circleci/config.yml", ".travis.yml", ".gitlab-ci.yml", "dodo.py", "justfile",
)  # fmt: skip
"""Files that say how a blog is built, besides the workflows in `.github/workflows`."""


class OldBuilder(NamedTuple):
    """Sphinx's builder of the old site: whether it is `dirhtml`, and the file that says so (empty if none does)."""

    is_clean: bool
    path: str


def find_builder(root: Path) -> OldBuilder:
    """Return the builder of the old site; `ablog build` uses `dirhtml` if nothing else is asked for.

    The files that say so may be above the blog, in the same repository.
    """
    above = [root, *root.parents]
    top = next((folder for folder in above if (folder / ".git").exists()), root)
    for folder in above[: above.index(top) + 1]:
        workflows = sorted((folder / ".github" / "workflows").glob("*.y*ml"))
        for path in [*(folder / name for name in BUILD_FILES), *workflows]:
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
            asked = re.search(r"ablog build.*?-b[ =]*(\w+)|ablog_builder\s*=\s*[\"'](\w+)", text)
            builder = (asked[1] or asked[2]) if asked else "dirhtml" if re.search(r"dirhtml|ablog build", text) else ""
            if builder:
                return OldBuilder(builder == "dirhtml", os.path.relpath(path, root))
    return OldBuilder(is_clean=False, path="")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of authors, places and languages by key, slugs of labels, and the blog's language."""

    authors: Mapping[str, str]
    places: Mapping[str, str]
    languages: Mapping[str, str]
    slugs: Mapping[str, str]


def list_redirects(posts: Iterable[Listed], folder: str, names: Names, *, clean: bool) -> dict[str, str]:
    """Return the new address of each list whose old one is another; *folder* is the `blog_path` of ABlog."""
    moved: dict[str, str] = {folder: "blog", f"{folder}/archive": "blog/archive"}
    moved |= {f"{folder}/category": "blog/category", f"{folder}/tag": "blog/tag"}
    found = list(posts)
    moved |= {f"{folder}/{post.year}": f"blog/{post.year:04}" for post in found if post.year}
    for kind, label, new in sorted({each for post in found for each in _labels(post, names)}):
        moved[f"{folder}/{kind}/{ablog_slug(label)}"] = new
    moved |= _overviews(moved, folder)
    redirects: dict[str, str] = {}
    for old, new in moved.items():
        forms = [address_under(old, clean=clean), *([f"/{old}.html"] if old != new else [])]
        redirects |= {form: old_address_of(new) for form in forms if redirect_file(form) != f"{new}.html"}
    return redirects


def _labels(post: Listed, names: Names) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, name, page) of each list that ABlog has a post in."""
    for kind, keys in post.labels.items():
        for key in keys:
            if kind == "author":
                yield kind, names.authors.get(key, key), f"blog/author/{slug_of(key)}"
            elif kind == "location":
                name = place_tag(names.places.get(key, key))
                yield kind, name, f"blog/tag/{slug_of(name, names.slugs)}"
            elif kind == "language":
                name = names.languages.get(language_tag(key, names.languages), "")
                yield kind, name or key, f"blog/language/{slug_of(name)}" if name else "blog"
            else:
                yield kind, key, f"blog/{kind}/{slug_of(key, names.slugs)}"


def _overviews(moved: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return the pages of the overviews of authors, places and languages, where ABlog has them."""
    of = {kind: [new for old, new in moved.items() if old.startswith(f"{folder}/{kind}/")] for kind in _OTHERS}
    found = {f"{folder}/{kind}": page for kind, page in _OTHERS.items() if of[kind]}
    if len(of["author"]) == 1:
        found[f"{folder}/author"] = of["author"][0]
    return found


_OTHERS = {"author": "blog/author", "location": "blog/tag", "language": "blog"}


def page_redirects(pages: Iterable[str], moved: Mapping[str, str], *, clean: bool) -> dict[str, str]:
    """Return the new address of each page (docname) whose old one is another; *moved* are new docnames of some."""
    found = {}
    for page in [*pages, "search"]:
        old, new = address_under(page, clean=clean), moved.get(page, page)
        if redirect_file(old) != f"{new}.html":
            found[old] = old_address_of(new)
    return found
