"""What one build knows: the site, the sources, what is published, what is wrong.

One `Build` an application, never a global: two blogs can be built in one process.
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
    """The state of one build; each field is filled by one module and only read by the others."""

    site: Site
    session: Session
    sources: dict[str, str] = field(default_factory=dict)
    """The path of every document that is published (posts and pages), by docname."""
    changed: set[str] = field(default_factory=set)
    """The documents among them whose own source, or state, is not what the last build knew."""
    matters: dict[str, FrontMatter] = field(default_factory=dict)
    """Front matter of the posts that were looked at; ask `matter` for it."""
    drafts: set[str] = field(default_factory=set)
    scheduled: dict[str, datetime] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    """The path of every post that is a draft or scheduled, by docname, also where a preview shows it."""
    reach: Reach | None = None
    """How far documents may reach for files; ask `reach_of` for it."""
    former: dict[str, Post] = field(default_factory=dict)
    """The posts as the last build knew them, before this build read any."""
    link_targets: dict[str, str] = field(default_factory=dict)
    """What the documents showed each other before this build read any; see `Index.link_targets`."""
    numbers: tuple[dict[str, Any], ...] = ()
    """The numbers of headings and of figures then, by docname."""
    links: dict[str, Link] = field(default_factory=dict)
    """What `links.toml` knows, by address."""
    redirects: dict[str, str] = field(default_factory=dict)
    """Where the old addresses in `redirects.toml` lead."""
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_read: bool = False
    """Whether all documents that had to be have been read."""
    is_settled: bool = False
    """Whether the addresses, labels, dates and ids of all posts are those that the last build found right."""
    posts: tuple[Post, ...] = ()
    """Newest first."""
    catalogue: str = ""
    """Stands for all posts and all that lists show of them."""
    lists: tuple[Listing, ...] = ()
    """Every list of the blog: all posts first, then years with their months, categories, tags, authors."""
    archive: tuple[Year, ...] = ()
    """All posts by year and month, newest first."""
    labels: dict[str, list[tuple[Label, tuple[Post, ...]]]] = field(default_factory=dict)
    """The categories, tags and authors with their posts: `by_label` of each kind."""
    stylesheets: dict[str, str] = field(default_factory=dict)
    """The files of the stylesheets below the root: that of every page (""), and that of what most posts do without."""
    has_own_code: bool = False
    """Whether the blog has extensions, or functions in conf.py, of which nothing is known here."""
    page_context: Any = None
    """What all pages have in common; ask `context_of` of `pages.context` for it."""

    @property
    def unpublished(self) -> set[str]:
        """The docnames that must leave no trace."""
        return set() if self.site.preview else {*self.drafts, *self.scheduled}

    def matter(self, docname: str) -> FrontMatter:
        """Return the front matter of a published post; what was not needed before is read now."""
        if docname not in self.matters:
            from kawaraban.model.frontmatter import read
            from kawaraban.text.encoding import decode

            text, _faults = decode(Path(self.session.root, self.sources[docname]).read_bytes())
            matter, _faults = read(text, self.site.timezone)
            date = matter.date or self.site.now.astimezone(self.site.timezone)
            self.matters[docname] = replace(matter, date=date)
        return self.matters[docname]

    def line(self, docname: str, key: str) -> int:
        """Return the line of a key in a post's front matter, 1 where it is not given."""
        return self.matter(docname).lines.get(key, 1)


_builds: WeakKeyDictionary[Sphinx, Build] = WeakKeyDictionary()


def begin(app: Sphinx, site: Site, session: Session) -> Build:
    """Start the state of *app*'s build."""
    _builds[app] = build = Build(site, session)
    return build


def build_of(app: Sphinx) -> Build:
    """Return the state of *app*'s build."""
    return _builds[app]


class Workers(Protocol):
    """What does the same work on many things, on all cores where that saves time."""

    def spread(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
        """Do a piece of work on each of *items*; *weight* is how many documents one of them is worth."""

    def gather(self, work: Callable[[Any], Any], items: Sequence[Any], weight: int = 1) -> list[Any]:
        """Return what a piece of work finds out of each of *items*, in order."""


def workers_of(app: Sphinx) -> Workers:
    """Return what spreads work: the builder."""
    return cast("Workers", app.builder)


def pages_of(build: Build) -> set[str]:
    """Return the docnames that are pages, not posts."""
    return {docname for docname in build.sources if not docname.startswith("posts/")}
