"""What front matter hands to MyST, checked before MyST reads it: the settings of a document, its meta elements.

Of a page MyST gets the whole of its front matter, which has keys of Sphinx's and MyST's; so all of it is read here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml
from sphinx.locale import get_translation

from kawaraban.model.frontmatter.meta_elements import faults_in
from kawaraban.model.frontmatter.yaml_nodes import Loader, compose, cut
from kawaraban.text.encoding import Fault, decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ = get_translation("sphinx")


def read_page(text: str) -> tuple[dict[str, Any], int, list[Fault]]:
    """Return the front matter of a page, which may have none, the number of its lines, and what is wrong with it."""
    values: dict[str, Any] = {}
    if not text.startswith("---"):
        return values, 0, []
    if not re.match(r"---\s*\n", text):
        return values, 0, [Fault(1, _("front matter begins with “---” alone on line 1; a rule is written “***”."))]
    block, length, faults = cut(text)
    pairs, faults = ([], faults) if faults else compose(block)
    for key, node in pairs:
        try:
            values[key.value] = None if is_null(node) else MYST.get(key.value, _built)(node)
        except ValueError as error:
            faults.append(Fault(key.start_mark.line + 2, _("%s: %s") % (key.value, error)))
    return values, length, faults


def look_at_page(path: Path) -> list[Fault]:
    """Return all that is wrong with the encoding of a page, or with its front matter."""
    text, faults = decode(path.read_bytes())
    return faults or read_page(text)[2]


def is_null(node: yaml.Node) -> bool:
    """Return whether a key has no value."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _settings(node: yaml.Node) -> dict[str, Any]:
    """Return settings of MyST."""
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(_("should be a mapping of keys and values."))
    for key, value in node.value:
        if key.value == "html_meta" and not is_null(value):
            _meta(value)
    found: dict[str, Any] = _built(node)
    return found


def _built(node: yaml.Node) -> Any:
    """Return the value of a node. Raises ValueError where there is no such date or number."""
    try:
        value = yaml.load(yaml.serialize(node), Loader=Loader)  # noqa: S506 - the safe loader
        json.dumps(value, default=str)
    except (ValueError, TypeError, OverflowError, yaml.YAMLError):
        raise ValueError(_("a key or a value in it cannot be read; put it in quotes.")) from None
    return value


def _meta(node: yaml.Node) -> dict[str, str]:
    """Return what meta elements say, by their attributes."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    if not pairs or not all(isinstance(each, yaml.ScalarNode) and each.value for pair in pairs for each in pair):
        raise ValueError(_("should be a mapping of names and texts, such as “robots: noindex”."))
    meta = {str(key.value): str(value.value) for key, value in pairs}
    for fault in faults_in(meta):
        raise ValueError(fault)
    return meta


MYST: dict[str, Callable[[yaml.Node], Any]] = {"myst": _settings, "html_meta": _meta}
"""How to read what is handed to MyST."""
