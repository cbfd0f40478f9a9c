"""The `<head>` of a page: metadata for browsers, search engines, feed readers and link previews."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sphinx.locale import get_translation

from kawaraban.images.share_card import share_image
from kawaraban.model.feeds import KINDS, has_feeds, title_of
from kawaraban.model.listings import Listing
from kawaraban.pages import schema_org
from kawaraban.pages.assets.csp import policy_of
from kawaraban.pages.assets.stylesheet import needs_more
from kawaraban.pages.context import context_of
from kawaraban.sources.metadata import excerpt_of
from kawaraban.state import build_of
from kawaraban.text.html_text import first_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from kawaraban.model.post import Post

_ = get_translation("sphinx")


def feeds_for(listing: Listing | None, app: Sphinx) -> list[tuple[str, str, str]]:
    """Return (file relative to the root, media type, title) of the feeds that a page announces, the blog's own last."""
    site = build_of(app).site
    whole = Listing("all", "blog", "", ())
    lists = [one for one in (listing, whole) if one and has_feeds(one)]
    lists = lists[:1] if lists[0].kind == "all" else lists
    return [(f"{one.pagename}/{name}", kind, title_of(one, site)) for one in lists for name, kind in KINDS.items()]


def fill_head(app: Sphinx, context: dict[str, Any]) -> None:
    """Add the variables of the head to a template's context."""
    pagename, shared, site = context["pagename"], context_of(app), build_of(app).site
    post = shared.by_docname.get(pagename)
    is_home = pagename == app.config.root_doc
    title = app.env.titles.get(pagename)
    context["plain_title"] = context.get("title", "") if title is None else " ".join(title.astext().split())
    context["extra_meta"] = _meta_of(context)
    context["has_more"] = _needs_more(context) if post else pagename != "search"
    context["css_files"] = [css for css in context["css_files"] if _short(css) in shared.added_files]
    context["script_files"] = [js for js in context["script_files"] if _is_added(js, shared.added_files)]
    context["page_feeds"] = feeds_for(context.get("listing"), app) if build_of(app).posts else []
    context["canonical"] = (post and post.canonical) or (site.base_url if is_home else context["pageurl"])
    description = post.description if post else site.tagline if is_home else _about(context, site.title)
    context["page_description"] = "" if 'name="description"' in context["extra_meta"] else description
    context["share"] = share_image(app, post, shared.design)
    context["policy"] = "" if site.preview else Markup(policy_of(app, shared.context["players"]))
    context["json_ld"] = schema_org.script_of([*_things(app, context, post)])


def _needs_more(context: dict[str, Any]) -> bool:
    """Return whether a page needs the second stylesheet; an extension may have changed its body."""
    body, parts = str(context.get("body", "")), context.get("parts")
    return bool(context["needs_more"]) if parts and body == "".join(parts) else needs_more(body)


def _about(context: dict[str, Any], blog: str) -> str:
    """Return a description of a page that is neither a post nor the home page: its first sentence, or what it lists."""
    if listing := context.get("listing"):
        return str(_("Posts on “%s”, the newest first.") % listing.title)
    text = " ".join(first_of(str(context.get("body", "")), "p").split())
    return excerpt_of(iter([text] if text else [])) or f"{context['plain_title']} — {blog}"


def _meta_of(context: dict[str, Any]) -> Markup:
    """Return the page's own meta elements, without those that the template writes for every page."""
    return Markup(re.sub(r'<meta[^>]*(?:viewport|name="generator")[^>]*>\s*', "", context.get("metatags") or ""))


def _is_added(script: Any, added: frozenset[str]) -> bool:
    """Return whether a script comes from another extension or the blog."""
    return _short(script) in added or script.attributes.get("body") in added


def _short(asset: Any) -> str:
    return str(asset.filename or "").removeprefix("_static/")


def _things(app: Sphinx, context: dict[str, Any], post: Post | None) -> Iterator[dict[str, Any]]:
    """Yield the schema.org items of a page."""
    site, listing = build_of(app).site, context.get("listing")
    if post:
        yield schema_org.posting(site, post, context["canonical"], site.base_url + context["share"].file)
        steps = [(label.name, app.builder.get_target_uri(label.pagename)) for label in post.categories[:1]]
        yield schema_org.breadcrumbs(site, [*steps, (post.title, post.uri)])
    elif context["pagename"] == app.config.root_doc:
        yield schema_org.website(site)
        if owner := schema_org.owner(site):
            yield owner
    elif listing:
        yield schema_org.breadcrumbs(site, [(listing.title, app.builder.get_target_uri(listing.pagename))])
    for each in context.get("works", ()):
        yield schema_org.work(each, context["canonical"])
