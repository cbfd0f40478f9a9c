"""What is wrong with a feed: its grammar, and the rules in the prose of RFC 4287, RSS 2.0 and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import jsonschema
import lxml.html
from lxml import etree

T = TypeVar("T")
SCHEMAS = Path(__file__).parent / "schemas"
ATOM, MEDIA = "{http://www.w3.org/2005/Atom}", "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
FORBIDDEN = {
    "script",
    "style",
    "iframe",
    "form",
    "input",
    "button",
    "object",
    "embed",
    "svg",
    "link",
    "meta",
    "base",
    "video",
}


@cache
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))


@cache
def schema() -> Any:
    return json.loads((SCHEMAS / "json_feed.json").read_text("utf-8"))


def faults_of(path: Path) -> list[str]:
    """Every fault of a feed file."""
    data = path.read_bytes()
    if path.suffix == ".json":
        return json_faults(json.loads(data))
    root = etree.fromstring(data)
    return atom_faults(root) if root.tag == f"{ATOM}feed" else rss_faults(root)


def text_of(node: etree._Element, name: str) -> str:
    """Return the text of the first child of a name. Raises AssertionError where there is none."""
    text = node.findtext(name)
    assert text is not None, name
    return text


def repeated(values: Iterable[T]) -> list[T]:
    return [value for value, count in Counter(values).items() if count > 1]


def atom_faults(feed: etree._Element) -> list[str]:
    found = [] if grammar().validate(feed) else [str(error) for error in grammar().error_log]
    entries = feed.findall(f"{ATOM}entry")
    found += [f"two entries of one id {name}" for name in repeated([entry.findtext(f"{ATOM}id") for entry in entries])]
    newest = max((text_of(entry, f"{ATOM}updated") for entry in entries), key=datetime.fromisoformat, default=None)
    if newest and feed.findtext(f"{ATOM}updated") != newest:
        found.append("the feed's time is not its newest entry's")
    for node in [feed, *entries]:
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in node.findall(f"{ATOM}link")]
        alternates = [link for link in links if link[0] in ("alternate", None)]
        found += [f"two alternates {link}" for link in repeated(alternates)]
        found += [] if alternates else ["no alternate link"]
        found += [] if node.find(f"{ATOM}author") is not None else ["no author"]
        found += [] if node.findtext(f"{ATOM}title") else ["no title"]
    selves = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    found += [] if len(selves) == 1 else ["not one link to itself"]
    for entry in entries:
        when = [datetime.fromisoformat(text_of(entry, ATOM + name)) for name in ("published", "updated")]
        found += ["changed before it was published"] if when[0] > when[1] else []
        content = entry.find(f"{ATOM}content")
        found += content_faults(content.text or "") if content is not None else []
    return found


RSS_ONCE = ("title", "link", "description", "language", "copyright", "lastBuildDate", "generator", "docs", "image")


def rss_faults(root: etree._Element) -> list[str]:
    found = [] if root.tag == "rss" and root.get("version") == "2.0" and len(root) == 1 else ["no RSS 2.0"]
    channel = root[0]
    items = channel.findall("item")
    unknown = {child.tag for child in channel if child.tag[0] != "{"} - {*RSS_ONCE, "item", "category"}
    found += [f"unknown {name}" for name in unknown]
    for name in RSS_ONCE:
        found += [f"{name} twice"] if len(channel.findall(name)) > 1 else []
    found += [f"no {name}" for name in RSS_ONCE[:3] if not channel.findtext(name)]
    found += [] if channel.find(f"{ATOM}link[@rel='self']") is not None else ["no link to itself"]
    found += [f"two items of one guid {guid}" for guid in repeated([item.findtext("guid") for item in items])]
    for item in items:
        names = {child.tag for child in item if child.tag[0] != "{"}
        found += [
            f"unknown {name}"
            for name in names - {"title", "link", "description", "category", "enclosure", "guid", "pubDate"}
        ]
        found += [] if item.findtext("title") or item.findtext("description") else ["neither title nor description"]
        link, date = text_of(item, "link"), text_of(item, "pubDate")
        found += [] if re.fullmatch(r"https?://[!-~]+", link) else [f"odd link {link}"]
        found += [] if re.search(r" \d{4} \d\d:\d\d:\d\d [+-]\d{4}$", date) else ["odd date"]
        parsedate_to_datetime(date)
        found += [] if item.find("guid[@isPermaLink='false']") is not None else ["an id that claims to be an address"]
        enclosures = item.findall("enclosure")
        found += ["two enclosures"] if len(enclosures) > 1 else []
        for each in enclosures:
            right = (
                each.get("url", "").startswith("http")
                and each.get("length", "").isdigit()
                and "/" in each.get("type", "")
            )
            found += [] if right else ["odd enclosure"]
        found += content_faults(item.findtext(CONTENT) or "")
    return found


def json_faults(feed: dict[str, Any]) -> list[str]:
    found = [error.message[:200] for error in jsonschema.Draft202012Validator(schema()).iter_errors(feed)]
    found += [f"two items of one id {name}" for name in repeated([item["id"] for item in feed["items"]])]
    return found + [fault for item in feed["items"] for fault in content_faults(item["content_html"])]


def addresses_in(html: str) -> list[str]:
    """Every address in a piece of HTML."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    found = [root.xpath(f"//@{name}") for name in ("href", "src", "poster", "cite")]
    found += [[part.split()[0] for part in value.split(", ")] for value in root.xpath("//@srcset")]
    return [str(address) for some in found for address in some]


def content_faults(html: str) -> list[str]:
    """What a feed's HTML must not have."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    found = [f"<{node.tag}>" for node in root.iter() if node.tag in FORBIDDEN]
    names = {name for node in root.iter(etree.Element) for name in node.attrib}
    found += [
        f"attribute {name}" for name in names if name.startswith("on") or name in ("style", "class", "id", "srcdoc")
    ]
    found += [
        f"odd address {each}"
        for each in addresses_in(html)
        if not re.fullmatch(r"(https?://|mailto:|tel:)[!-~]+", each)
    ]
    found += ["an image without alt"] if root.xpath("//img[not(@alt)]") else []
    return found + (["¶"] if "¶" in root.text_content() else [])
