"""Lists of posts (all, by year, month, category, tag, author, language) and their pages.

Pages are numbered from the oldest post, so that full pages keep their address and their posts. New posts appear on the
front page of a list until they fill another page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from babel.dates import format_skeleton, get_month_names
from sphinx.locale import get_translation

from kawaraban.model.labels import label_of, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kawaraban.model.labels import Label
    from kawaraban.model.post import Post

_ = get_translation("sphinx")

Posts = tuple["Post", ...]
NEWEST = 5
"""Number of posts in the sidebar; the home page shows twice as many."""
KINDS = ("category", "tag", "author")
"""Kinds of labels."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of posts, newest first. `kind` is all, year, month, category, tag, author or language."""

    kind: str
    pagename: str
    title: str
    posts: Posts = field(repr=False)  # Sphinx computes the repr of each page's context
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list; `number` is 0 for the front page, otherwise counted from the oldest."""

    listing: Listing
    posts: Posts = field(repr=False)
    number: int
    newer: str
    older: str

    @property
    def pagename(self) -> str:
        """Path of the page below the root, without `.html`."""
        return page_of(self.listing.pagename, self.number)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in the archive."""

    number: int
    pagename: str
    title: str
    short: str
    posts: Posts = field(repr=False)


@dataclass(frozen=True, slots=True)
class Year:
    """A year in the archive, newest month first."""

    number: int
    pagename: str
    title: str
    months: tuple[Month, ...]

    @property
    def count(self) -> int:
        """Number of posts."""
        return sum(len(month.posts) for month in self.months)


def page_of(pagename: str, number: int) -> str:
    """Return the name of a numbered page, or of the front page for 0."""
    return f"{pagename}/page/{number}" if number else pagename


def paginate(listing: Listing, size: int) -> list[ListPage]:
    """Return the pages of a list, front page first; that one has up to 2 × *size* - 1 posts, the others *size*."""
    full = max(0, len(listing.posts) // size - 1)
    oldest_first = listing.posts[::-1]

    def page(number: int) -> ListPage:
        start = (number - 1) * size if number else full * size
        posts = oldest_first[start : start + size if number else None][::-1]
        older = number - 1 if number else full
        newer = "" if not number else page_of(listing.pagename, (number + 1) % (full + 1))
        return ListPage(listing, posts, number, newer, page_of(listing.pagename, older) if older else "")

    return [page(number) for number in (0, *range(full, 0, -1))]


def archive(posts: Iterable[Post], language: str) -> tuple[Year, ...]:
    """Return the archive, newest year first."""
    grouped: dict[int, dict[int, list[Post]]] = defaultdict(lambda: defaultdict(list))
    for post in posts:
        grouped[post.date.year][post.date.month].append(post)
    years = []
    for year, by_month in sorted(grouped.items(), reverse=True):
        months = [
            Month(
                number=month,
                pagename=f"blog/{year:04}/{month:02}",
                title=format_skeleton("yMMMM", found[0].date, locale=language),
                short=_month(month, language),
                posts=tuple(found),
            )
            for month, found in sorted(by_month.items(), reverse=True)
        ]
        title = format_skeleton("y", months[0].posts[0].date, locale=language)
        years.append(Year(year, f"blog/{year:04}", title, tuple(months)))
    return tuple(years)


@cache
def _month(number: int, language: str) -> str:
    """Return the name of a month without its year."""
    return str(get_month_names("wide", "stand-alone", locale=language.replace("-", "_"))[number])


def by_label(posts: Iterable[Post], kind: str) -> list[tuple[Label, Posts]]:
    """Return the labels of a kind with their posts, sorted by number of posts, then by name."""
    found: dict[Label, list[Post]] = defaultdict(list)
    labels_of = attrgetter({"category": "categories", "tag": "tags", "author": "authors"}[kind])
    for post in posts:
        for label in labels_of(post):
            found[label].append(post)
    return sorted(((label, tuple(of)) for label, of in found.items()), key=lambda pair: (-len(pair[1]), pair[0].name))


def by_language(posts: Iterable[Post], names: Mapping[str, str], usual: str) -> list[tuple[Label, Posts]]:
    """Return the languages among *names* (by tag) with their posts; *usual* is that of posts that name none."""
    found: dict[str, list[Post]] = defaultdict(list)
    for post in posts if names else ():
        found[post.lang or usual].append(post)
    labels = {tag: label_of("language", name, slug_of(name)) for tag, name in names.items() if tag in found}
    return [(label, tuple(found[tag])) for tag, label in labels.items()]


def listings(
    posts: Sequence[Post], years: Iterable[Year], labels: Mapping[str, list[tuple[Label, Posts]]]
) -> Iterator[Listing]:
    """Yield all lists of the blog; *years* is the result of `archive`, *labels* that of `by_label` for each kind."""
    yield Listing("all", "blog", _("All posts"), tuple(posts))
    for year in years:
        of_year = tuple(post for month in year.months for post in month.posts)
        yield Listing("year", year.pagename, year.title, of_year)
        for month in year.months:
            yield Listing("month", month.pagename, month.title, month.posts)
    for kind in (*KINDS, "language"):
        for label, found in labels[kind]:
            yield Listing(kind, label.pagename, label.name, found, label)
