"""`Post`, the metadata of a post."""

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
    from collections.abc import Iterable
    from datetime import datetime

    from kawaraban.model.labels import Label

CHARACTERS_A_MINUTE = 500
"""Common estimate for silent reading of Japanese; a Latin word counts as 2.5 characters."""


@dataclass(frozen=True, slots=True)
class PostFolders:
    """The folders of posts (`kawaraban_posts`), each ending in `/`; new posts are written to the first one."""

    names: tuple[str, ...] = ("posts/",)

    @classmethod
    def of(cls, setting: str | Iterable[str]) -> PostFolders:
        """Return the folders that a valid setting names."""
        given = [setting] if isinstance(setting, str) else setting
        return cls(tuple(unicodedata.normalize("NFC", name.removeprefix("./").strip("/")) + "/" for name in given))

    def __contains__(self, path: str) -> bool:
        """Return whether a path, or a docname, is that of a file among the posts."""
        return path.startswith(self.names)

    def address_of(self, docname: str) -> str:
        """Return the name under which a document is published: its path below a folder of posts, in NFC."""
        name = unicodedata.normalize("NFC", docname)
        start = 0
        for folder in self.names:
            if name.startswith(folder) and len(folder) > start:
                start = len(folder)
        return name[start:]


def address_key(address: str) -> str:
    """Return the form in which addresses are compared: hosts and file systems may ignore case and Unicode form."""
    return unicodedata.normalize("NFC", address).casefold()


@dataclass(frozen=True, slots=True)
class Post:
    """A post. Dates are in the blog's time zone.

    `pagename` is the path of its page below the root, without `.html`. `image` is a path below the source folder or
    empty, `image_name` the name of the published file. `author_keys` are keys of `blog_authors`. `digest` is a digest
    of all other fields.
    """

    docname: str
    pagename: str
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
        """Return the fields in order, which is pickled much faster than the default."""
        return Post, _values(self)

    @property
    def uri(self) -> str:
        """Relative URL of its page, percent-encoded (RFC 3986)."""
        return quote(self.pagename) + ".html"

    @property
    def minutes(self) -> int:
        """Reading time in minutes, at least 1."""
        return max(1, math.ceil(self.characters / CHARACTERS_A_MINUTE))

    @property
    def labels(self) -> tuple[Label, ...]:
        """Categories, then tags."""
        return self.categories + self.tags


_values = attrgetter(*(each.name for each in fields(Post)))


def with_digest(post: Post) -> Post:
    """Return the post with its digest computed."""
    return replace(post, digest=digest(repr(post)))


def count_characters(text: str) -> int:
    """Return the length of *text* for readers of Japanese: without white space, Latin words count as 2.5."""
    wide = len(re.sub(r"[\x00-\u2e7f\s]+", "", text))
    words = len(re.findall(r"[\x21-\u2e7f]+", text))
    return wide + round(words * 2.5)
