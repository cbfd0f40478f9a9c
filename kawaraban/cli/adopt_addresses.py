"""Addresses that an ABlog blog had on the web: those of its posts, pages and lists, and where they are now."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kawaraban.cli.adopt_names import ablog_slug, address_under, date_of, language_tag, year_of
from kawaraban.model.config import names_fault, place_tag
from kawaraban.model.feeds import KINDS as FEEDS
from kawaraban.model.labels import slug_of
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import old_address_of, redirect_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

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
    return _builder_by_traces(root)


def _builder_by_traces(root: Path) -> OldBuilder:
    """Return the builder by what `kawaraban adopt` wrote before, or by what ABlog's commands wrote or read."""
    known, conf = root / REDIRECTS, (root / "conf.py").read_text("utf-8", "replace")
    if known.is_file() and '"/search/"' in known.read_text("utf-8", "replace"):
        return OldBuilder(is_clean=True, path=REDIRECTS)
    for path, is_clean in {"_website/search/index.html": True, "_website/search.html": False}.items():
        if (root / path).exists():
            return OldBuilder(is_clean, path)
    if re.search(r"^(github_pages|ablog_\w+)\s*=", conf, re.MULTILINE):
        return OldBuilder(is_clean=True, path="conf.py")
    return OldBuilder(is_clean=False, path="")


KINDS = {"category": "category", "tag": "tags", "author": "author", "location": "location", "language": "language"}
"""The key of front matter for each kind of ABlog's lists."""


class Listed(NamedTuple):
    """What ABlog lists a post under: values of front matter by kind, and the year of its date (0 if it is a draft)."""

    labels: Mapping[str, list[str]]
    year: int

    def by_default(self, authors: list[str]) -> Listed:
        """Return the same with the authors of a post that names none."""
        return Listed({**self.labels, "author": self.labels["author"] or authors}, self.year)


def listed_in_rst(text: str, date_format: str) -> Listed:
    """Return the same for a post in reStructuredText: the options of its `post` directive, or its fields."""
    found = re.search(r"^\.\. post::[ \t]*(.*)\n((?:[ \t]+:.*\n?)*)", text, re.MULTILINE)
    given = dict(re.findall(r"^[ \t]*:(\w+):[ \t]*(.*)$", found[2] if found else text, re.MULTILINE))
    texts = {kind: given.get(key, "").split(",") for kind, key in KINDS.items()}
    labels = {kind: [name.strip() for name in names if name.strip()] for kind, names in texts.items()}
    return Listed(labels, year_of(date_of((found[1] if found else given.get("date", "")).strip(), date_format)))


@dataclass(frozen=True, slots=True)
class OldSite:
    """What is known of the site that ABlog made: settings in conf.py, and Sphinx's builder."""

    folder: str
    """The folder of lists, `blog_path`."""
    authors: Mapping[str, str]
    """Names by key, as those of places and languages."""
    places: Mapping[str, str]
    languages: Mapping[str, str]
    language: str
    """That of the blog."""
    usual: Mapping[str, list[str]]
    """The author, place and language of posts that name none."""
    feeds: tuple[str, ...]
    """Names of the feeds in a folder, without `.xml`."""
    has_list_feeds: bool
    """Whether each list had feeds of its own."""
    has_index: bool
    """Whether there was an index of terms, `genindex`."""
    is_clean: bool
    """Whether addresses end in `/`."""


def old_site(values: Mapping[str, Any], *, is_clean: bool) -> OldSite:
    """Return what is known of the old site; *values* are those of conf.py."""

    def names(setting: str) -> dict[str, str]:
        given = values.get(setting) or {}
        return {} if names_fault(setting, given) else {key: pair[0] for key, pair in given.items()}

    templates = values.get("blog_feed_templates", {"atom": {}})
    return OldSite(
        folder=str(values.get("blog_path") or "blog"),
        authors=names("blog_authors"), places=names("blog_locations"), languages=names("blog_languages"),
        language=str(values.get("language") or "en"),
        usual={kind: _as_list(values.get(f"blog_default_{kind}")) for kind in _OTHERS},
        feeds=tuple(map(str, templates)) if values.get("blog_baseurl") and isinstance(templates, dict) else (),
        has_list_feeds=bool(values.get("blog_feed_archives")), has_index=bool(values.get("html_use_index", True)),
        is_clean=is_clean,
    )  # fmt: skip


def _as_list(given: object) -> list[str]:
    return [given] if isinstance(given, str) else list(given) if isinstance(given, (list, tuple)) else []


def list_redirects(posts: Iterable[Listed], site: OldSite, slugs: Mapping[str, str]) -> dict[str, str]:
    """Return the new address of each list and feed whose old one is another."""
    pages = _list_pages([post for post in posts if post.year], site, slugs)
    redirects: dict[str, str] = {}
    for old, new in pages.items():
        address = address_under(old, clean=site.is_clean)
        if redirect_file(address) != f"{new}.html":
            redirects[address] = old_address_of(new)
    return redirects | _feed_redirects(pages, site)


def _list_pages(posts: list[Listed], site: OldSite, slugs: Mapping[str, str]) -> dict[str, str]:
    """Return the new page of each list of published posts, by its old one."""
    folder = site.folder
    pages = {folder: "blog", f"{folder}/drafts": "blog", f"{folder}/archive": "blog/archive"}
    pages |= {f"{folder}/{kind}": f"blog/{kind}" for kind in ("category", "tag")}
    pages |= {f"{folder}/{post.year}": f"blog/{post.year:04}" for post in posts}
    named = {each for post in posts for each in _labels(post.labels, site, slugs)}
    for kind, label, new in [*_usual_labels(posts, site, slugs), *sorted(named)]:
        pages[f"{folder}/{kind}/{ablog_slug(label)}"] = new
    return pages | _overviews(pages, folder)


def _labels(labels: Mapping[str, list[str]], site: OldSite, slugs: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, name, page) of each list that ABlog has a post with such labels in."""
    for kind, keys in labels.items():
        for key in keys:
            if kind == "author":
                yield kind, site.authors.get(key, key), f"blog/author/{slug_of(key)}"
            elif kind == "location":
                name = place_tag(site.places.get(key, key))
                yield kind, name, f"blog/tag/{slug_of(name, slugs)}"
            elif kind == "language":
                name = site.languages.get(language_tag(key, site.languages), "")
                yield kind, name or key, f"blog/language/{slug_of(name)}" if name else "blog"
            else:
                yield kind, key, f"blog/{kind}/{slug_of(key, slugs)}"


def _usual_labels(posts: list[Listed], site: OldSite, slugs: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the same for posts that name none; here the place of such a post is no tag, its language the blog's."""
    own = f"blog/language/{slug_of(site.languages.get(site.language, ''))}"
    for kind in ("location", "language"):
        if any(not post.labels.get(kind) for post in posts):
            for _kind, name, new in _labels({kind: site.usual[kind]}, site, slugs):
                yield kind, name, new if new == own else "blog"


def _overviews(pages: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return the pages of the overviews of authors, places and languages, where ABlog has them."""
    of = {kind: [new for old, new in pages.items() if old.startswith(f"{folder}/{kind}/")] for kind in _OTHERS}
    found = {f"{folder}/{kind}": page for kind, page in _OTHERS.items() if of[kind]}
    if len(of["author"]) == 1:
        found[f"{folder}/author"] = of["author"][0]
    return found


_OTHERS = {"author": "blog/author", "location": "blog/tag", "language": "blog"}


def _feed_redirects(pages: Mapping[str, str], site: OldSite) -> dict[str, str]:
    """Return the new address of each old feed that is not served with its list, or may not be; years have none here."""
    found = {}
    for old, new in pages.items():
        inside = old.removeprefix(site.folder).strip("/")
        is_year = inside.isdecimal()
        is_list = site.has_list_feeds and (is_year or "/" in inside)
        for name in site.feeds if is_list or not inside else ():
            if is_year or f"{name}.xml" not in FEEDS or (not inside and old != new):
                found[_feed_address(f"{old}/{name}")] = _feed_address("blog/atom" if is_year else f"{new}/atom")
    return found


def _feed_address(path: str) -> str:
    return old_address_of(path).removesuffix(".html") + ".xml"


def page_redirects(pages: Iterable[str], moved: Mapping[str, str], site: OldSite) -> dict[str, str]:
    """Return the new address of each page (docname) whose old one is another; *moved* are new docnames of some."""
    ours = {"search": "search", **({"genindex": "sitemap"} if site.has_index else {})}
    found = {}
    for page, new in ({page: moved.get(page, page) for page in pages} | ours).items():
        old = address_under(page, clean=site.is_clean)
        if redirect_file(old) != f"{new}.html":
            found[old] = old_address_of(new)
    return found
