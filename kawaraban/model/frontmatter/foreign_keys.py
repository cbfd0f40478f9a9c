"""Front matter keys of other programs (ABlog, Hugo, Jekyll, Zenn, Qiita, Obsidian) and what to write instead."""

from __future__ import annotations

from sphinx.locale import get_translation

_ = get_translation("sphinx")

_NAMES = {
    "category": "categories genre section",
    "tags": "topics keywords taxonomies location",
    "author": "authors creator",
    "date": "created createdat publishdate publishedat pubdate pubdatetime",
    "updated": "lastmod modified updatedat lastmodifiedat lastupdated lastupdate",
    "image": "cover coverimage thumbnail thumb eyecatch hero heroimage banner images featuredimage ogimage",
    "description": "summary excerpt subtitle abstract lead",
    "redirect_from": "permalink aliases alias url redirects redirect",
    "lang": "language locale",
    "canonical": "canonicalurl canonicallink",
}
"""Our keys, and those of others in lower case without `_` and `-`."""
_HERE = {other: name for name, others in _NAMES.items() for other in others.split()}
_DRAFTS = {"published": "false", "publish": "false", "private": "true", "ignorepublish": "true", "hidden": "true"}
"""Keys that control publication, and the value with which a post is not published."""
_NEEDLESS = {
    "layout", "type", "emoji", "weight", "toc", "showtoc", "tocopen", "comments", "math", "mathjax", "katex", "mermaid",
    "linktitle", "markup", "organizationurlname", "publicationname", "slide", "share", "pin", "cssclass", "cssclasses",
    "renderwithliquid", "authorprofile", "template", "sitemap", "blogpost", "nocomments", "exclude", "orphan",
    "tocdepth",
}  # fmt: skip


def remedy(key: str, value: str) -> str:
    """Return advice on an unknown key with its *value*; an empty text where there is none."""
    name = key.lower().replace("-", "").replace("_", "")
    if name in _DRAFTS:
        if value.lower() == _DRAFTS[name]:
            return _("Here it is “%s”.") % "draft: true"
        return _("Here a post is published unless it is a draft; delete the line.")
    if name == "excerpt" and value.isdecimal():
        return _("Here the excerpt is “description”, by default the first sentences; delete the line.")
    if name == "externallink":
        return _("Here a post has its own page: write the address in a paragraph of its own, which becomes a card.")
    if name in _HERE:
        return _("Here it is “%s”.") % _HERE[name]
    if name == "slug":
        return _("Here the address of a post is the name of its file; rename that, and delete the line.")
    if name in _NEEDLESS:
        return _("Here it has no use; delete the line.")
    return ""
