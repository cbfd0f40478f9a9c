"""`{postlist}`: ABlog's directive, with its options validated when they are parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ablog.post
from sphinx.locale import get_translation

from kawaraban.model.messages import own_message

if TYPE_CHECKING:
    from docutils import nodes

_ = get_translation("sphinx")


class PostListDirective(ablog.post.PostListDirective):  # type: ignore[misc]  # ABlog has no types
    """ABlog's directive. Fault: an invalid number or format causes a traceback, for the latter only when writing."""

    def run(self) -> list[nodes.Node]:
        """Return the placeholder of the list. Raises DirectiveError for an invalid argument or option."""
        number = self.arguments[0] if self.arguments else "1"
        if not number.isdecimal() or int(number) < 1:
            text = _("“%s” is no number of posts; write {postlist} 5, or no number for all of them.")
            raise self.error(own_message(text % number))
        wanted = self.options.get("format", "")
        try:
            wanted.format(**dict.fromkeys(FIELDS, ""))
        except (LookupError, ValueError, AttributeError):
            text = _("the format “%s” cannot be read; it may hold: %s.")
            text %= (wanted, " ".join(f"{{{name}}}" for name in FIELDS))
            raise self.error(own_message(text)) from None
        found: list[nodes.Node] = super().run()
        return found


FIELDS = ("date", "title", "author", "category", "tags", "location", "language")
"""Fields that a format may contain (ABlog's manual, “Post lists”)."""
