"""What ABlog offers to documents and templates: its catalogue of posts, `{postlist}`, references to lists.

All posts are registered with ABlog where something asks for its catalogue, once per build, from our `Post` values. Its
lists lead to pages that exist here: a place is a tag, and lists of a single author have no overview.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ablog
import ablog.post
from docutils import nodes
from markupsafe import Markup
from sphinx.util.nodes import make_refnode

from kawaraban.model.labels import slug_of
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.config import Site
    from kawaraban.model.post import Post
    from kawaraban.state import Build


def remember_lists(app: Sphinx, doctree: nodes.document) -> None:
    """Record the labels that a `{postlist}` asks for. Fault: an unknown label silently lists all posts."""
    lists = list(doctree.findall(ablog.post.PostList))
    if lists:
        index_of(app.env).lists[app.env.docname] = [
            (kind, name, node.line or 1)
            for node in lists
            for kind in ("category", "tags", "author", "location", "language")
            for name in node[kind]
        ]


def fill_postlist(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let ABlog fill a document's `{postlist}`. Fault: it registers all posts again for each document."""
    if next(doctree.findall(ablog.post.PostList), None) is None:
        return
    register_posts(app)
    ablog.post.process_postlist(app, doctree, docname)


def resolve_label(app: Sphinx, env: BuildEnvironment, node: nodes.Element, words: nodes.Element) -> nodes.Node | None:
    """Resolve a reference to one of ABlog's lists, or to a post by the name of its file if only one has that name."""
    register_posts(app)
    found: nodes.Node | None = ablog.post.missing_reference(app, env, node, words)
    if found is None and node["reftype"] == "ref":
        posts = [post for post in build_of(app).posts if label_of_post(post) == node["reftarget"]]
        if len(posts) == 1:
            text = words if node["refexplicit"] else nodes.inline("", posts[0].title)
            found = make_refnode(app.builder, node["refdoc"], posts[0].docname, "", text)
    return found


def label_of_post(post: Post) -> str:
    """Return ABlog's label of a post: the name of its file, or of its folder; in lower case, as Sphinx asks for it."""
    names = post.docname.lower().split("/")
    return names[-2] if names[-1] == "index" and len(names) > 1 else names[-1]


def register_posts(app: Sphinx) -> None:
    """Register all posts with ABlog, once per build and only when needed."""
    blog, build = ablog.blog.Blog(app), build_of(app)
    if blog.posts:
        return
    vars(app.env)["ablog_posts"] = {post.docname: [info_of(post, build.site)] for post in build.posts}
    ablog.post.register_posts(app)
    descriptions = {post.docname: post.description for post in build.posts}
    for post in blog.posts:  # fault: the excerpt would be rendered again for each page
        post.to_html = partial(excerpt_html, descriptions[post.docname])
    _lead_to_our_lists(blog, build)


def info_of(post: Post, site: Site) -> dict[str, Any]:
    """Return a post in ABlog's format. A place is a tag that `blog_locations` names."""
    date, updated = (when.replace(tzinfo=None) for when in (post.date, post.updated or post.date))
    language = post.lang or site.language
    return {
        "docname": post.docname, "section": "", "order": 1, "date": date, "update": max(date, updated),
        "title": post.title, "excerpt": [nodes.paragraph("", post.description)] if post.description else [],
        "tags": [label.name for label in post.tags], "author": list(post.author_keys),
        "category": [label.name for label in post.categories],
        "location": [site.places[label.name] for label in post.tags if label.name in site.places],
        "language": [language] if language in site.languages else [], "redirect": [], "nocomments": False,
        "image": None, "exclude": False, "canonical_link": post.canonical, "external_link": "", "doctree": None,
    }  # fmt: skip


def excerpt_html(description: str, _pagename: str, **_options: object) -> Markup:
    """Return the excerpt of a post as HTML, as `Post.to_html` does for templates; full texts are in feeds only."""
    return Markup('<p class="ablog-post-excerpt">{}</p>').format(description)


def _lead_to_our_lists(blog: Any, build: Build) -> None:
    """Let ABlog's lists that have no page of their own here lead to one that shows their posts."""
    authors = build.labels["author"]
    pages = {"location": "blog/tag", "language": "blog"}
    if len(authors) < 2:
        pages["author"] = authors[0][0].pagename if authors else "blog"
    for name, pagename in pages.items():
        catalog = blog.catalogs[name]
        catalog.path = catalog.docname = pagename
    names = {"locations": "location", "languages": "language", "authors": "author"}
    for label, name in names.items():
        blog.references[f"blog-{label}"] = (blog.catalogs[name].path, blog.references[f"blog-{label}"][1])
    slugs = build.site.label_slugs
    for collection in blog.location.collections.values():
        collection._path = f"blog/tag/{slug_of(collection.name, slugs)}"
        blog.references[collection.xref] = (collection._path, collection.name)
    for key, collection in blog.author.collections.items():
        collection._path = f"blog/author/{slug_of(key)}"
        blog.references[collection.xref] = (collection._path, collection.name)
    blog.drafts._path = "blog"
    blog.references.pop("blog-drafts", None)  # nothing of a draft is published, so that there is no list of them
