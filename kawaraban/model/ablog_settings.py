"""ABlog's settings: which of them are honoured, which have another meaning here, and which have no use.

The table covers `ablog.blog.CONFIG` of ABlog 0.11 and the settings of its command (ABlog's manual, “Configuration”).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.locale import get_translation

from kawaraban.model.problems import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ = get_translation("sphinx")


class Fate(NamedTuple):
    """What becomes of a setting: `text` says what it does here, or what to do instead.

    A setting that `is_needless` has no effect; one that `stops` would be taken for something else, unless it has its
    `usual` value.
    """

    text: str
    is_needless: bool = False
    stops: bool = False
    usual: object = None


def _needless(text: str) -> Fate:
    return Fate(text, is_needless=True)


_COMMENTS = _needless(N_("posts have no comments here; invite readers to write to you on the page “contact”"))
_ICONS = _needless(N_("icons are drawn without an icon font"))
_COMMAND = _needless(N_("the site is built by “make html” into _build/html, and published by “make publish”"))

ABLOG_SETTINGS: dict[str, Fate] = {
    "blog_title": Fate(N_("the name of the blog")),
    "blog_baseurl": Fate(N_("the address of the blog; required")),
    "blog_authors": Fate(N_("the authors; those in front matter are its keys")),
    "blog_default_author": Fate(N_("the author of posts that name none")),
    "blog_feed_fulltext": Fate(N_("as in ABlog, but True by default")),
    "blog_feed_length": Fate(N_("the default of kawaraban_feed_length")),
    "blog_feed_subtitle": Fate(N_("the tagline of the blog, also on pages")),
    "blog_locations": Fate(N_("the places among the tags, for the “locations” of ABlog's templates and {postlist}")),
    "blog_languages": Fate(N_("the names of languages; each has a list of its posts")),
    "post_date_format": Fate(N_("the form of dates in {update} and ABlog's templates; pages have the language's own")),
    "post_date_format_short": Fate(N_("the form of dates in {postlist} and in lists of ABlog's templates")),
    "blog_path": Fate(
        N_("lists and feeds are below /blog here; delete the line, and write old addresses in redirects.toml"),
        stops=True, usual="blog",
    ),
    "blog_post_pattern": _needless(N_("posts are the Markdown files in the folders of kawaraban_posts")),
    "blog_archive_titles": _needless(N_("lists show posts as cards")),
    "blog_default_language": _needless(N_("a post has the language of the blog, unless it says “lang”")),
    "blog_default_location": _needless(N_("a place is a tag, which each post names itself")),
    "blog_feed_archives": _needless(N_("each category, tag, author and language has its feeds")),
    "blog_feed_templates": _needless(N_("feeds are Atom, RSS and JSON Feed, in one form")),
    "blog_feed_titles": _needless(N_("write blog_feed_fulltext = False for feeds with descriptions only")),
    "disqus_drafts": _COMMENTS,
    "disqus_pages": _COMMENTS,
    "disqus_shortname": _COMMENTS,
    "fontawesome_css_file": _ICONS,
    "fontawesome_included": _ICONS,
    "fontawesome_link_cdn": _ICONS,
    "post_always_section": _needless(N_("a file is one post")),
    "post_auto_excerpt": _needless(N_("the excerpt is “description”, by default the first sentences")),
    "post_auto_image": _needless(N_("the picture of a post is “image”, by default the first one in it")),
    "post_auto_orphan": _needless(N_("no table of contents has to include a post")),
    "post_redirect_refresh": _needless(N_("old addresses redirect at once")),
    "post_show_prev_next": _needless(N_("each post links to its neighbours")),
    "skip_injecting_base_ablog_templates": _needless(N_("ABlog's parts of the sidebar are always there")),
    "ablog_builder": _COMMAND,
    "ablog_doctrees": _COMMAND,
    "ablog_website": _COMMAND,
    "github_pages": _COMMAND,
}  # fmt: skip
"""What becomes of each of ABlog's settings."""


def settings_that_stop(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (setting, message) for each setting in conf.py that has another meaning here."""
    for name, fate in ABLOG_SETTINGS.items():
        if fate.stops and values.get(name) not in (None, fate.usual):
            yield name, _("%s has another meaning here: %s.") % (name, _(fate.text))


def settings_without_use(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (setting, message) for each setting in conf.py that has no effect here."""
    for name, fate in ABLOG_SETTINGS.items():
        if fate.is_needless and values.get(name):
            yield name, _("%s has no use here, delete it: %s.") % (name, _(fate.text))
