"""The preview on a phone: this machine's address in its network, behind a word that nobody guesses.

Drafts are then one address away from everybody in the network; without the word they are not there. It comes once, as
the first part of the address, and is kept in a cookie.
"""

from __future__ import annotations

import io
import secrets
import socket
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

import segno
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.serve.guard import respond

if TYPE_CHECKING:
    from kawaraban.cli.serve.guard import App, Message, Receive, Send

_ = get_translation("sphinx")

COOKIE = "kawaraban_preview"
CONSONANTS, VOWELS = "bdghkmnprstwyz", "aeiou"
SYLLABLES = 10
"""Each is one of 70; together they have 61 bits."""
BORDER = 2
DARK, LIGHT, PLAIN = "\x1b[40m  ", "\x1b[107m  ", "\x1b[0m"
"""How a terminal shows a dark and a light module, and what follows."""
ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): asked which way leads there, the system sends nothing."""


def word() -> str:
    """Return a word that nobody guesses and everybody can type."""
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _syllable in range(SYLLABLES))


def network_address() -> str:
    """Return this machine's address in its network. Raises Failed where it is in none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(ELSEWHERE)
            address = str(way.getsockname()[0])
    except OSError:
        address = "127.0.0.1"
    if address.startswith("127."):
        raise Failed(_("This machine is in no network in which a phone could reach it."))
    return address


def picture(address: str, columns: int = 0, rows: int = 0) -> str:
    """Return an address as a QR code for a terminal of so many columns and rows, 0 where it is none.

    In a terminal that is large enough, modules are coloured blanks: block characters are two columns wide in some that
    speak Japanese. In a smaller one they are block characters, dark on light whatever its colours are.
    """
    code = segno.make(address, micro=False)
    size = code.symbol_size(border=BORDER)[0]
    if columns >= 2 * size and rows > size + 6:
        lines = ("".join(DARK if module else LIGHT for module in row) for row in code.matrix_iter(border=BORDER))
        return "\n".join(f"{line}{PLAIN}" for line in lines)
    drawn = io.StringIO()
    code.terminal(drawn, compact=True, border=BORDER)
    return "\n".join(f"\x1b[97;40m{line}{PLAIN}" if columns else line for line in drawn.getvalue().splitlines())


class Admission:
    """Lets through to an app who knows the word; for all others there is nothing (404)."""

    def __init__(self, app: App, word: str) -> None:
        self.app, self.word = app, word

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a request on, take the word, or have nothing to show."""
        if scope["type"] == "lifespan" or self._is_known(scope["headers"]):
            await self.app(scope, receive, send)
            return
        first, _slash, rest = str(scope["path"]).lstrip("/").partition("/")
        if scope["type"] == "http" and secrets.compare_digest(first.encode(), self.word.encode()):
            cookie = f"{COOKIE}={self.word}; Path=/; HttpOnly; SameSite=Lax"
            place = "/" + rest.lstrip("/\\")
            headers = [(b"location", place.encode("ascii", "ignore")), (b"set-cookie", cookie.encode())]
            await respond(scope, send, 303, b"", [*headers, (b"referrer-policy", b"no-referrer")])
        else:
            await respond(scope, send, 404, b"")

    def _is_known(self, headers: list[tuple[bytes, bytes]]) -> bool:
        for name, value in headers:
            if name == b"cookie":
                try:
                    found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
                except CookieError:
                    continue
                if found and secrets.compare_digest(found.value.encode(), self.word.encode()):
                    return True
        return False
