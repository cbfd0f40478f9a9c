"""Leaks: titles, addresses and first sentences of unpublished posts, looked for in every file of the built site.

A title that a published post or label has, too, is no leak, nor is a sentence that a published document contains. Where
the author mentions a title, the problem is reported there.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urljoin

from sphinx.locale import get_translation

from kawaraban.incremental.files import files_below
from kawaraban.model.http_headers import is_text
from kawaraban.model.problems import N_, Problem
from kawaraban.outputs.search.documents import inflate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from pathlib import Path

    from kawaraban.publishing.unpublished import Sources, Unpublished
    from kawaraban.publishing.written import Written

_ = get_translation("sphinx")

TITLE, BEGINNING, ADDRESS = N_("the title"), N_("the beginning"), N_("the address")
SAMPLE, ANCHOR = 30, 6
"""How many files tell which characters are rare, and how many characters of a text are looked for at first."""
_REFERENCES = re.compile(r"&#(?:[xX][0-9a-fA-F]{1,6}|\d{1,7});")
_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")


class Secret(NamedTuple):
    """A text that must not be found: what it is, the post that it belongs to, and how else it may be written."""

    text: str
    what: str
    post: Unpublished
    forms: tuple[str, ...]


def find_leaks(folder: Path, sources: Sources, written: Written, base_url: str) -> list[Problem]:
    """Return a problem for each text of an unpublished post that the site in *folder* shows. Raises OSError.

    *written* tells where an author wrote a text, *base_url* is the address of the blog.
    """
    names = "\n".join(sources.names)
    secrets = [secret for post in sources.unpublished for secret in _secrets(post, names, sources.pages)]
    if not secrets:
        return []
    files = sorted(path for path, _place in files_below(str(folder)))
    texts = [path for path in files if is_text(path) or path.startswith("search/text/") or path == "objects.inv"]
    seems_leaky = _filter(secrets, (text_of(folder, path) for path in texts[:: len(texts) // SAMPLE + 1]))
    found: dict[Secret, list[str]] = defaultdict(list)
    for path in texts:
        text = text_of(folder, path)
        if seems_leaky.search(text):
            for secret in secrets:
                if _shows(text, path, secret, base_url):
                    found[secret].append(path)
    for secret in secrets:
        if secret.what == ADDRESS and secret.post.address in files:
            found[secret].insert(0, secret.post.address)
    return sorted(problem for secret in found for problem in _problems(secret, found[secret], written))


def _secrets(post: Unpublished, names: str, pages: Set[str]) -> Iterator[Secret]:
    """Yield what of a post must not be found; *names* are published titles and labels, *pages* published pages."""
    if post.title and post.title not in names:
        yield Secret(post.title, TITLE, post, (post.title, quote(post.title)))
    for sentence in post.sentences:
        yield Secret(sentence, BEGINNING, post, (sentence, quote(sentence)))
    name = post.address.rpartition("/")[2]
    if post.address not in pages:
        yield Secret(post.address, ADDRESS, post, tuple({name, quote(name)}))


def _filter(secrets: Iterable[Secret], sample: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that a text must match to show a secret.

    It begins with the rarest character of each, so that thousands of pages are searched for all secrets at once.
    """
    counts = Counter("".join(sample))
    anchors = set()
    for secret in secrets:
        for form in secret.forms:
            places = range(max(1, len(form.removesuffix(".html")) - ANCHOR + 1))
            start = min(places, key=lambda place: counts[form[place]])
            anchors.add(form[start : start + ANCHOR])
    return re.compile("|".join(map(re.escape, sorted(anchors))))


def text_of(folder: Path, path: str) -> str:
    """Return the text of a published file: without marks of phrases in titles, with escaped letters resolved."""
    data = (folder / path).read_bytes()
    try:
        if path.startswith("search/text/"):
            return inflate(data, "utf-16-le")
        if path == "objects.inv":  # four lines, then the compressed list of titles
            return zlib.decompress(data.split(b"\n", 4)[4]).decode("utf-8", "replace")
    except (zlib.error, IndexError, UnicodeDecodeError):
        return ""
    text = data.decode("utf-8", "replace").replace("<wbr>", "")
    if "&#" in text:
        text = _REFERENCES.sub(lambda found: unescape(found[0]), text)
    return _JSON.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text


def _shows(text: str, path: str, secret: Secret, base_url: str) -> bool:
    """Return whether the text of a file shows a secret; an address only if a link leads to exactly that page."""
    forms = [form for form in secret.forms if form in text]
    if secret.what != ADDRESS:
        return bool(forms)
    wanted = base_url + secret.post.address
    links = (link for form in forms for link in re.findall(rf"[^\s\"'<>()=,;\\]*{re.escape(form)}", text))
    return any(wanted in (_joined(base_url + path, link), _joined(base_url, link)) for link in links)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, unquote(link))
    except ValueError:
        return ""


def _problems(secret: Secret, files: list[str], written: Written) -> Iterator[Problem]:
    """Yield the problem of a secret in some files, at the place where it is written; nothing if it is no secret."""
    text, what, post, forms = secret
    if (what == TITLE and written.is_common(text)) or (what == BEGINNING and written.in_documents(text)):
        return
    place = next(filter(None, map(written.place_of, (text, *forms))), None)
    told = {
        "file": files[0] + (_(" (and in %d other files)") % (len(files) - 1) if files[1:] else ""),
        "what": _(what), "post": post.path, "text": text,
    }  # fmt: skip
    if place:
        message = _("this shows %(what)s of %(post)s, which is not published yet, in %(file)s: “%(text)s”. Take it "
                    "out, or write FORCE=1 if readers may know it already.")  # fmt: skip
        yield Problem(*place, message % told)
    else:
        message = _("this post is not published yet, but %(what)s of it is in %(file)s: “%(text)s”. Run make clean, "
                    "then make html. If readers may know it already, write FORCE=1.")  # fmt: skip
        yield Problem(post.path, post.line, message % told)
