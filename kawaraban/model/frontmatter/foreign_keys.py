"""Front matter keys of other programs (ABlog, Hugo, Jekyll, Zenn, Qiita, Obsidian) and what to write instead."""

from __future__ import annotations

from sphinx.locale import get_translation

_ = get_translation("sphinx")

_NAMES = {
    "title": "headline 題名 題 タイトル 件名",
    "category": "categories genre section カテゴリ カテゴリー 分類",
    "tags": "topics keywords taxonomies location タグ",
    "author": "authors creator 著者 作者 筆者",
    "date": "created createdat publishdate publishedat pubdate pubdatetime 日付 日時 公開日 投稿日",
    "updated": "lastmod modified updatedat lastmodifiedat lastupdated lastupdate 更新 更新日 更新日時",
    "image": "cover coverimage thumbnail thumb eyecatch hero heroimage banner images featuredimage ogimage 画像 写真",
    "description": "summary excerpt subtitle abstract lead 説明 概要 要約 抜粋",
    "series": "連載 シリーズ",
    "draft": "下書き",
    "redirect_from": "permalink aliases alias url redirects redirect",
    "lang": "language locale 言語",
    "canonical": "canonicalurl canonicallink",
}
"""Our keys, and those of others and in Japanese, in lower case without `_` and `-`."""
_HERE = {other: name for name, others in _NAMES.items() for other in others.split()}
_DRAFTS = {"published": "false", "publish": "false", "private": "true", "ignorepublish": "true", "hidden": "true"}
"""Keys that control publication, and the value with which a post is not published."""
_NEEDLESS = {
    "layout", "type", "emoji", "weight", "toc", "showtoc", "tocopen", "comments", "math", "mathjax", "katex", "mermaid",
    "linktitle", "markup", "organizationurlname", "publicationname", "slide", "share", "pin", "cssclass", "cssclasses",
    "renderwithliquid", "authorprofile", "template", "sitemap", "blogpost", "nocomments", "exclude", "orphan",
    "tocdepth",
}  # fmt: skip


def name_here(key: str) -> str:
    """Return our key for a key of another program, or an empty text."""
    return _HERE.get(key.lower().replace("-", "").replace("_", ""), "")


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
    if here := name_here(key):
        return _("Here it is “%s”.") % here
    if name == "slug":
        return _("Here the address of a post is the name of its file; rename that, and delete the line.")
    if name in _NEEDLESS:
        return _("Here it has no use; delete the line.")
    return ""
