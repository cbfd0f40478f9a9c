"""The state of a build: site, sources, posts, problems.

There is one `Build` per application and no global, so that one process can build several blogs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session
    from kawaraban.model.config import Site
    from kawaraban.model.frontmatter import FrontMatter
    from kawaraban.model.labels import Label
    from kawaraban.model.links import Link
    from kawaraban.model.listings import Listing, Year
    from kawaraban.model.post import Post
    from kawaraban.model.problems import Problem
    from kawaraban.model.reach import Reach


@dataclass(slots=True)
class Build:
    """The state of one build. Each field is set by one module and read by the others."""

    site: Site
    session: Session
    sources: dict[str, str] = field(default_factory=dict)
    """Path of every published document (posts and pages) by docname."""
    changed: set[str] = field(default_factory=set)
    """Documents whose source, or state of publication, has changed since the last build."""
    matters: dict[str, FrontMatter] = field(default_factory=dict)
    """Front matter of the posts that was read so far; use `matter` to access it."""
    drafts: set[str] = field(default_factory=set)
    scheduled: dict[str, datetime] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    """Path of every draft and scheduled post by docname, whether or not a preview shows it."""
    reach: Reach | None = None
    """Files that documents may read; use `state.access.reach_of` to access it."""
    previous_posts: dict[str, Post] = field(default_factory=dict)
    """The posts of the last build, by docname."""
    link_targets: dict[str, str] = field(default_factory=dict)
    """`Index.link_targets` of the last build."""
    numbers: tuple[dict[str, Any], ...] = ()
    """Numbers of headings and of figures in the last build, by docname."""
    links: dict[str, Link] = field(default_factory=dict)
    """The contents of `links.toml`, by URL."""
    redirects: dict[str, str] = field(default_factory=dict)
    """The contents of `redirects.toml`: target by old address."""
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_read: bool = False
    """Whether reading is complete."""
    is_catalogue_checked: bool = False
    """Whether all addresses, labels, dates and ids of posts are those of the last build, which were valid."""
    posts: tuple[Post, ...] = ()
    """Newest first."""
    catalogue: str = ""
    """Digest of all posts."""
    lists: tuple[Listing, ...] = ()
    """All lists: of all posts first, then by year with its months, by category, tag and author."""
    archive: tuple[Year, ...] = ()
    """All posts by year and month, newest first."""
    labels: dict[str, list[tuple[Label, tuple[Post, ...]]]] = field(default_factory=dict)
    """Categories, tags and authors with their posts: the result of `by_label` for each kind."""
    stylesheets: dict[str, str] = field(default_factory=dict)
    """Published files of the style sheets: the common one (""), and that which few posts need."""
    inline_scripts: tuple[str, ...] = ()
    """The texts of the inline scripts that other extensions add to all pages."""
    has_own_code: bool = False
    """Whether the blog has extensions of its own, or functions in conf.py."""
    page_context: Any = None
    """Context that all pages share; use `pages.context.context_of` to access it."""

    @property
    def unpublished(self) -> set[str]:
        """Docnames that must not be published."""
        return set() if self.site.preview else {*self.drafts, *self.scheduled}

    @property
    def overviews(self) -> list[str]:
        """Kinds of labels that have an overview; a single author is introduced by the list of all posts."""
        return ["category", "tag", *(["author"] if len(self.labels["author"]) > 1 else [])]

    def matter(self, docname: str) -> FrontMatter:
        """Return the front matter of a published post, which is read on first use."""
        if docname not in self.matters:
            from kawaraban.model.frontmatter import read
            from kawaraban.text.encoding import decode

            text, _faults = decode(Path(self.session.root, self.sources[docname]).read_bytes())
            matter, _faults = read(text, self.site.timezone)
            date = matter.date or self.site.now.astimezone(self.site.timezone)
            self.matters[docname] = replace(matter, date=date)
        return self.matters[docname]

    def line(self, docname: str, key: str) -> int:
        """Return the line of a key in a post's front matter, 1 if it is missing."""
        return self.matter(docname).lines.get(key, 1)


_builds: WeakKeyDictionary[Sphinx, Build] = WeakKeyDictionary()


def begin(app: Sphinx, site: Site, session: Session) -> Build:
    """Create the state of *app*'s build."""
    _builds[app] = build = Build(site, session)
    return build


def build_of(app: Sphinx) -> Build:
    """Return the state of *app*'s build."""
    return _builds[app]


class Workers(Protocol):
    """Runs a function for many items, on several cores where that saves time."""

    def spread(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
        """Call *work* for each of *items*; *weight* is the cost of an item, in documents."""

    def gather(self, work: Callable[[Any], Any], items: Sequence[Any], weight: int = 1) -> list[Any]:
        """Return the results of *work* for each of *items*, in order."""

    def defer(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
        """Call *work* for each of *items* before `complete` returns; what it changes in memory is lost."""

    def beside(self, work: Callable[[], None]) -> None:
        """Call *work*, which may take until `complete` returns; what it changes in memory is lost."""

    def complete(self) -> None:
        """Do what is deferred, and wait for what is done beside the build. Raises OSError where that failed."""

    def join(self) -> None:
        """Wait for what is done beside the build. Raises OSError where that failed."""


def workers_of(app: Sphinx) -> Workers:
    """Return the builder, which distributes work."""
    return cast("Workers", app.builder)


def pages_of(build: Build) -> set[str]:
    """Return the docnames of pages, as opposed to posts."""
    folders = build.site.post_folders.names
    return {docname for docname in build.sources if not docname.startswith(folders)}
