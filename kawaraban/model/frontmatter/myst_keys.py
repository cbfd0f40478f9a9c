"""Checks of the front matter that MyST receives: its settings and meta elements, and all keys of pages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml
from sphinx.locale import get_translation

from kawaraban.model.frontmatter.meta_elements import meta_key_faults
from kawaraban.model.frontmatter.yaml_nodes import Loader, compose, split_front_matter
from kawaraban.text.encoding import Fault, decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ = get_translation("sphinx")


def read_page(text: str) -> tuple[dict[str, Any], int, list[Fault]]:
    """Return the front matter of a page, the number of its lines, and its faults; a page may have none."""
    values: dict[str, Any] = {}
    if not text.startswith("---"):
        return values, 0, []
    if not re.match(r"---\s*\n", text):
        return values, 0, [Fault(1, _("front matter begins with “---” alone on line 1; a rule is written “***”."))]
    block, length, faults = split_front_matter(text)
    pairs, faults = ([], faults) if faults else compose(block)
    for key, node in pairs:
        if key.value == "blogpost":
            faults.append(Fault(key.start_mark.line + 2, misplaced_post()))
        try:
            values[key.value] = None if is_null(node) else MYST.get(key.value, _built)(node)
        except ValueError as error:
            faults.append(Fault(key.start_mark.line + 2, _("%s: %s") % (key.value, error)))
    return values, length, faults


def misplaced_post() -> str:
    """Return the message on a page that ABlog would take for a post."""
    return _("a post stands below posts/, or a folder of kawaraban_posts; move this file there, or delete this line.")


def check_page_file(path: Path) -> list[Fault]:
    """Return the faults in a page's encoding or, if that is right, in its front matter. Raises OSError."""
    text, faults = decode(path.read_bytes())
    return faults or read_page(text)[2]


def is_null(node: yaml.Node) -> bool:
    """Return whether a key has no value."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _settings(node: yaml.Node) -> dict[str, Any]:
    """Return settings of MyST. Raises ValueError."""
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(_("should be a mapping of keys and values."))
    for key, value in node.value:
        if key.value == "html_meta" and not is_null(value):
            _meta(value)
    found: dict[str, Any] = _built(node)
    return found


def _built(node: yaml.Node) -> Any:
    """Return the value of a node. Raises ValueError for invalid dates and numbers."""
    try:
        value = yaml.load(yaml.serialize(node), Loader=Loader)  # noqa: S506 - the safe loader
        json.dumps(value, default=str)
    except (ValueError, TypeError, OverflowError, yaml.YAMLError):
        raise ValueError(_("a key or a value in it cannot be read; put it in quotes.")) from None
    return value


def _meta(node: yaml.Node) -> dict[str, str]:
    """Return the contents of meta elements by their attributes. Raises ValueError."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    if not pairs or not all(isinstance(each, yaml.ScalarNode) and each.value for pair in pairs for each in pair):
        raise ValueError(_("should be a mapping of names and texts, such as “robots: noindex”."))
    meta = {str(key.value): str(value.value) for key, value in pairs}
    for fault in meta_key_faults(meta):
        raise ValueError(fault)
    return meta


MYST: dict[str, Callable[[yaml.Node], Any]] = {"myst": _settings, "html_meta": _meta}
"""Readers of the keys that are passed to MyST."""
