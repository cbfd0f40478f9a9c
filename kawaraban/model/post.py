"""`Post`: what is known of a published post, frozen."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import quote

from kawaraban.incremental.files import digest

if TYPE_CHECKING:
    from datetime import datetime

    from kawaraban.model.labels import Label

FOLDER = "posts/"
CHARACTERS_A_MINUTE = 500
"""The usual estimate for silent reading of Japanese; a Latin word counts as about two and a half characters."""


def address_of(docname: str) -> str:
    """Return the name under which a document is published: without `posts/`, in NFC, without `.html`."""
    return unicodedata.normalize("NFC", docname.removeprefix(FOLDER))


@dataclass(frozen=True, slots=True)
class Post:
    """A post. Dates are in the blog's zone.

    `image` is a path below the source folder, or empty, `image_name` the name under which it is published;
    `author_keys` are those of `blog_authors`. `digest` stands for all the rest.
    """

    docname: str
    title: str
    date: datetime
    updated: datetime | None
    categories: tuple[Label, ...]
    tags: tuple[Label, ...]
    authors: tuple[Label, ...]
    author_keys: tuple[str, ...]
    description: str
    image: str
    image_name: str
    image_alt: str
    image_focus: str
    characters: int
    series: str
    id: str
    lang: str
    canonical: str
    redirect_from: tuple[str, ...]
    draft: bool = False
    scheduled: bool = False
    digest: str = field(default="", compare=False, repr=False)

    def __reduce__(self) -> tuple[type[Post], tuple[object, ...]]:
        """Return what a pickle keeps: the values in order, many times as fast as one by one."""
        return Post, _values(self)

    @property
    def pagename(self) -> str:
        """The name of its page below the root, without `.html`."""
        return address_of(self.docname)

    @property
    def uri(self) -> str:
        """Its address below the root, percent-encoded (RFC 3986)."""
        return quote(self.pagename) + ".html"

    @property
    def minutes(self) -> int:
        """How long it takes to read, at least 1."""
        return max(1, math.ceil(self.characters / CHARACTERS_A_MINUTE))

    @property
    def labels(self) -> tuple[Label, ...]:
        """Categories first, then tags."""
        return self.categories + self.tags


_values = attrgetter(*(each.name for each in fields(Post)))


def sealed(post: Post) -> Post:
    """Return the post with the digest of all that it says."""
    return replace(post, digest=digest(repr(post)))


def count_characters(text: str) -> int:
    """Return the length of *text* as a reader of Japanese feels it: white space does not count, Latin words as 2.5."""
    wide = len(re.sub(r"[\x00-\u2e7f\s]+", "", text))
    words = len(re.findall(r"[\x21-\u2e7f]+", text))
    return wide + round(words * 2.5)
