"""Readers of front matter values: each takes a YAML node, and raises ValueError with what was expected."""

from __future__ import annotations

import re
from urllib.parse import unquote

import yaml
from sphinx.locale import get_translation

from kawaraban.model.frontmatter.myst_keys import is_null

_ = get_translation("sphinx")

MOST = 100
"""Maximum number of items in a list; each tag and each old address gets pages of its own."""
LONGEST = 240
"""Maximum length in bytes of each part of an old address."""
LONGEST_TEXT = 10_000
"""Maximum number of characters in a text."""


def as_text(node: yaml.Node) -> str:
    """Return a text with its white space collapsed."""
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError(_("should be a text."))
    return " ".join(str(node.value).split())


def as_texts(node: yaml.Node, separators: str = "、，,\n") -> tuple[str, ...]:
    """Return the distinct texts of a list, or of a text split at *separators*."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        raise ValueError(_("should be a text or a list of texts."))
    parts = [part for item in items if not is_null(item) for part in re.split(f"[{separators}]", item.value)]
    found = tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    if len(found) > MOST:
        raise ValueError(_("should be at most %d; there are %d.") % (MOST, len(found)))
    return found


def within_limits(node: yaml.Node) -> yaml.Node:
    """Return the node if none of its texts is too long."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    longest = max((len(item.value) for item in items if isinstance(item, yaml.ScalarNode)), default=0)
    if longest > LONGEST_TEXT:
        raise ValueError(_("should have at most %d characters; it has %d.") % (LONGEST_TEXT, longest))
    return node


def as_boolean(node: yaml.Node) -> bool:
    """Return a boolean."""
    if node.tag == "tag:yaml.org,2002:bool" and str(node.value).lower() in ("true", "false"):
        return str(node.value).lower() == "true"
    raise ValueError(_("should be true or false."))


def as_web_address(node: yaml.Node) -> str:
    """Return an absolute HTTP URL."""
    if not re.fullmatch(r"https?://[^/\s]+\S*", text := as_text(node)):
        raise ValueError(_("should be a full address, such as “https://example.org/a.html”."))
    return text


def as_focus(node: yaml.Node) -> str:
    """Return the position of a picture's subject: one or two values of CSS's `object-position`."""
    across, down = r"\d{1,2}%|100%|left|center|right", r"\d{1,2}%|100%|top|center|bottom"
    if not re.fullmatch(f"({across})( ({down}))?|(top|bottom)( (left|center|right))?", text := as_text(node)):
        raise ValueError(_("should be a place in the picture, such as “50% 20%” or “top”."))
    return text


def as_language(node: yaml.Node) -> str:
    """Return a language tag (BCP 47)."""
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", text := as_text(node)):
        raise ValueError(_("should be a language tag, such as “ja” or “en-GB”."))
    return text


def as_old_address(text: str) -> str:
    """Return an old address on this site. Addresses that lead elsewhere, however encoded, are refused."""
    plain = unquote(text)
    parts = plain.split("/")
    inside = re.fullmatch(r"/?[^?#:\\\s]+", text) and not {"..", "."} & set(parts)
    if not inside or not plain.isprintable() or "\\" in plain or any(len(part.encode()) > LONGEST for part in parts):
        raise ValueError(_("“%s” should be an old address on this site, such as “/2010/01/old.html”.") % text[:60])
    return "/" + text.lstrip("/")


def as_old_addresses(node: yaml.Node) -> tuple[str, ...]:
    """Return old addresses on this site, one per line or list item."""
    return tuple(map(as_old_address, as_texts(node, separators="\n")))
