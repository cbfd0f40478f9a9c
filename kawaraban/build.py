"""What one build knows: the site, the front matter of its posts, what is published, what is wrong.

One `Build` an application, never a global: two blogs can be built in one process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.frontmatter import FrontMatter
    from kawaraban.listings import Listing
    from kawaraban.posts.post import Post
    from kawaraban.problems import Problem
    from kawaraban.site import Site


@dataclass(slots=True)
class Build:
    """The state of one build; each field is filled by one room and only read by the others."""

    site: Site
    matters: dict[str, FrontMatter] = field(default_factory=dict)
    """Front matter of every post that is read, by docname."""
    drafts: dict[str, FrontMatter] = field(default_factory=dict)
    scheduled: dict[str, FrontMatter] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    posts: tuple[Post, ...] = ()
    """Newest first."""
    lists: tuple[Listing, ...] = ()
    """Every list of the blog: all posts first, then years with their months, categories, tags, authors."""

    @property
    def unpublished(self) -> set[str]:
        """The docnames that must leave no trace."""
        return set() if self.site.preview else {*self.drafts, *self.scheduled}


_builds: WeakKeyDictionary[Sphinx, Build] = WeakKeyDictionary()


def begin(app: Sphinx, site: Site) -> Build:
    """Start the state of *app*'s build."""
    _builds[app] = build = Build(site)
    return build


def build_of(app: Sphinx) -> Build:
    """Return the state of *app*'s build."""
    return _builds[app]
