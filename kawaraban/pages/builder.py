"""The HTML builder of a blog. A post's address is its path below `posts/`, and only what has changed is written.

Articles are stored apart from their pages: if only a neighbour or the surroundings change, the page is rendered
again around the stored article; if only the sidebar changes, it is replaced in the finished page.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from urllib.parse import quote

import pydata_sphinx_theme
from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.osutil import relative_uri

from kawaraban.images.publish import PublishedNames
from kawaraban.pages import sidebar, signatures
from kawaraban.pages.article import Article, article_of, keep_article
from kawaraban.pages.assets.csp import check_page
from kawaraban.pages.assets.stylesheet import needs_more
from kawaraban.pages.context import context_of, has_third_party
from kawaraban.pages.documents import DocumentBuilder
from kawaraban.pages.navigation import outline
from kawaraban.pages.rendering import render_page, sphinx_context
from kawaraban.pages.schema_org import works_in
from kawaraban.pages.translator import Translator
from kawaraban.sources.ablog import raise_problems
from kawaraban.sources.environment import install_environment
from kawaraban.sources.failures import failures_reported
from kawaraban.sources.outline import is_html
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


_ = get_translation("sphinx")


class BlogBuilder(DocumentBuilder):
    """Sphinx's HTML builder with a blog's addresses, writing to the staging area."""

    name = "html"
    search = False  # `outputs.search` writes its own index
    copysource = False  # and no folder for copies of sources
    default_translator_class = Translator
    checked: set[str]
    """The templates of which one page has been checked for what it loads."""

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        install_environment(app)  # before Sphinx looks for sources itself, and fails on files that were excluded
        self.session, self.post_folders = build_of(app).session, build_of(app).site.post_folders
        self.build_state = build_of(app)
        self.address_of = cache(self._address_of)
        self.quoted_address = cache(lambda pagename: quote(self.address_of(pagename)))
        staging = self.session.staging
        folder = type(app.outdir)
        app.outdir, app.doctreedir = folder(staging.html), folder(staging.trees)
        env.doctreedir = app.doctreedir
        self.written, self.checked = set(), set()
        super().__init__(app, env)
        self.images = PublishedNames(self.session)

    def file_of(self, pagename: str) -> str:
        """Return the file of a page, relative to the root of the site."""
        return self.address_of(pagename) + self.out_suffix

    def _address_of(self, pagename: str) -> str:
        """Return the address of a page, without suffix. The name of a list may be that of a folder of posts."""
        if pagename in self.build_state.sources:
            return self.post_folders.address_of(pagename)
        return normalize("NFC", pagename)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        """Return a document's address relative to the root, percent-encoded."""
        return self.quoted_address(docname) + self.link_suffix

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file that a page is written to."""
        return Path(self.outdir, self.file_of(page_name))

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare to write; docutils need not look up its stylesheets for each document, as none is linked."""
        super().prepare_writing(docnames)
        context_of(self._app)  # computed before processes are forked
        self.docsettings.stylesheet_path = None

    def get_outdated_docs(self) -> Iterator[str]:
        """Return nothing: content digests and signatures decide what is read and written."""
        return iter(())

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the article of a document, and its page."""
        with failures_reported(docname):
            self._write_article(docname, doctree)

    def _write_article(self, docname: str, doctree: nodes.document) -> None:
        doctree.settings = self.docsettings
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        self.imgpath = relative_uri(self.get_target_uri(docname), "_images")
        self.dlpath = relative_uri(self.get_target_uri(docname), "_downloads")
        self.current_docname = docname
        # before the translator adds marks to the titles
        works = () if docname in self.post_folders else works_in(doctree)
        pictures = {node["uri"] for node in doctree.findall(nodes.image)} & self.images.keys()
        has_raw = any(map(is_html, doctree.findall(nodes.raw)))
        visitor: Any = self.create_translator(doctree, self)
        doctree.walkabout(visitor)
        article = Article(
            title=self._title_of(docname),
            parts=visitor.parts,
            metatags="".join(visitor.meta[2:]),
            pictures=tuple(sorted(pictures)),
            contents=outline(self.env.tocs.get(docname)),
            works=works,
            has_raw=has_raw,
            needs_more=needs_more("".join(visitor.parts)),
        )
        keep_article(self.session, docname, article, build_of(self._app).site.base_url + self.get_target_uri(docname))
        self.write_page(docname, article, doctree)

    def _title_of(self, docname: str) -> str:
        """Return the title as HTML."""
        title = self.env.longtitles.get(docname)
        if title is None or all(isinstance(part, nodes.Text) for part in title.children):
            return escape(title.astext(), quote=False) if title is not None else ""
        return self.render_partial(title)["title"]

    def write_page(self, docname: str, article: Article, doctree: nodes.document | None = None) -> None:
        """Write the page of a document around its article; *doctree* is passed to listeners."""
        context = self.get_doc_context(docname, "".join(article.parts), article.metatags)
        context |= {
            "parts": article.parts,
            "title": article.title,
            "contents": article.contents,
            "works": article.works,
            "pictures": article.pictures,
            "has_raw": article.has_raw,
            "needs_more": article.needs_more,
            "signature": signatures.signature_of(self._app, docname),
        }
        self.handle_page(docname, context, event_arg=doctree)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return the context of a document's page as Sphinx documents it; `pages.page` adds the rest."""
        return {
            "parents": [], "prev": None, "next": None, "meta": self.env.metadata.get(docname), "body": body,
            "metatags": metatags, "sourcename": "", "page_source_suffix": ".md",
        }  # fmt: skip

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page and record how it was made; `signature` in *addctx* is the digest of all that the page shows.

        Raises ThemeError if the template fails.
        """
        self._css_files[:], self._js_files[:] = self._orig_css_files, self._orig_js_files
        context = sphinx_context(self, pagename, addctx)
        self.update_page_context(pagename, templatename, context, event_arg)
        emitted = self.events.emit_firstresult("html-page-context", pagename, templatename, context, event_arg)
        page = render_page(self._app, emitted or templatename, context)
        file = self.file_of(pagename)
        if outfilename:
            outfilename.write_bytes(page.html)
        else:
            self.session.write(file, page.html)
        if self._may_load(emitted or templatename, addctx):
            check_page(build_of(self._app).site, page.html.decode(), pagename)
        if signature := addctx.get("signature"):
            pictures = addctx.get("pictures", ())
            self.session.note(file, sidebar.record_of(self._app, signature, pictures, page.slot, page.start))

    def _may_load(self, template: str, context: dict[str, Any]) -> bool:
        """Return whether a page may load something that has not been checked in its sources or on another page.

        The first page of each template is always checked, and with it all that pages have in common.
        """
        is_first = template not in self.checked
        self.checked.add(template)
        is_strange = build_of(self._app).has_own_code or context_of(self._app).own_templates
        return is_first or is_strange or context.get("has_raw", False)

    def finish(self) -> None:
        """Update the pages that were not written but are out of date, then write everything else.

        Raises ProblemsFound if anything is wrong with a source.
        """
        raise_problems(self._app)
        self.session.reload_notes()
        self.spread(self.refresh, self.stale())
        self.session.reload_notes()
        super().finish()
        sidebar.stamp_sidebars(self._app)

    def stale(self) -> list[str]:
        """Return the documents whose pages were not written and are out of date."""
        return [
            docname
            for docname in sorted(self.env.all_docs.keys() - self.written)
            if not self.session.retain_if_current(self.file_of(docname), signatures.signature_of(self._app, docname))
        ]

    def refresh(self, docname: str) -> None:
        """Write a page again around its stored article, or from the document tree if an extension may change it."""
        if has_third_party(self._app):
            self._write_serial([docname])
        else:
            self.write_page(docname, article_of(self._app, docname))

    def gen_pages_from_extensions(self) -> None:
        """Write the pages that Kawaraban and extensions generate, except those that are up to date.

        A page is up to date if the texts under `inputs` in its context, which cover all that it shows, are unchanged.
        """
        wanted = []
        for found in self.events.emit("html-collect-pages"):
            for pagename, context, template in found:
                if (inputs := context.pop("inputs", None)) is not None:
                    context["signature"] = signatures.signature(self._app, pagename, inputs)
                    if self.session.retain_if_current(self.file_of(pagename), context["signature"]):
                        continue
                wanted.append((pagename, context, template))
        self.spread(lambda page: self.handle_page(*page), wanted)


def setup(app: Sphinx) -> None:
    """Replace Sphinx's HTML builder, and keep the theme from writing a Pygments stylesheet that no page loads."""
    for listener in list(app.events.listeners["build-finished"]):
        if listener.handler is pydata_sphinx_theme.pygments.overwrite_pygments_css:
            app.disconnect(listener.id)
    app.add_builder(BlogBuilder, override=True)
