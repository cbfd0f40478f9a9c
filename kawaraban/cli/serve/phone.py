"""The preview on a phone: served on this machine's address in the local network, protected by a random token.

Without the token, every request gets 404. The phone sends it once, as the first part of the path, and then in a cookie.
"""

from __future__ import annotations

import io
import secrets
import socket
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

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
"""Each is one of 70; together they have 61 bits of entropy."""
BORDER = 2
DARK, LIGHT, PLAIN = "\x1b[40m  ", "\x1b[107m  ", "\x1b[0m"
"""Escape sequences and blanks for a dark and a light module, and the reset."""
RESERVED = ("192.0.2.1", 9)
"""A reserved address (RFC 5737); a UDP socket that is connected to it sends nothing, but has a source address."""


def new_token() -> str:
    """Return a random token that is easy to type."""
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _syllable in range(SYLLABLES))


def network_address() -> str:
    """Return this machine's address in its network. Raises Failed if it is in none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.connect(RESERVED)
            address = str(sock.getsockname()[0])
    except OSError:
        address = "127.0.0.1"
    if address.startswith("127."):
        raise Failed(_("This computer is in no network in which a phone could reach it."))
    return address


def qr_code(address: str, columns: int = 0, rows: int = 0) -> str:
    """Return an address as a QR code for a terminal with the given columns and rows, or 0 if there is no terminal.

    If the terminal is large enough, modules are coloured blanks, since block characters are two columns wide in some
    Japanese terminals. In a smaller one they are block characters in fixed colours.
    """
    code = segno.make(address, micro=False)
    size = code.symbol_size(border=BORDER)[0]
    if columns >= 2 * size and rows > size + 6:
        lines = ["".join(DARK if module else LIGHT for module in row) for row in code.matrix_iter(border=BORDER)]
        return "\n".join(f"{line}{PLAIN}" for line in lines)
    drawn = io.StringIO()
    code.terminal(drawn, compact=True, border=BORDER)
    *above, last = drawn.getvalue().splitlines()
    whole = [*above, last.replace("▀", "█")]  # an odd number of rows would end with half a dark one
    return "\n".join(f"\x1b[97;40m{line}{PLAIN}" if columns else line for line in whole)


class TokenGuard:
    """ASGI middleware that answers 404 to requests without the token."""

    def __init__(self, app: App, token: str) -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on a request with the cookie, redirect one with the token and set the cookie, answer 404 to others."""
        if scope["type"] == "lifespan" or self._has_cookie(scope["headers"]):
            await self.app(scope, receive, send)
            return
        first, _slash, rest = str(scope["path"]).lstrip("/").partition("/")
        if scope["type"] == "http" and secrets.compare_digest(first.encode(), self.token.encode()):
            cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Lax"
            target = "/" + rest.lstrip("/\\")
            headers = [(b"location", quote(target).encode()), (b"set-cookie", cookie.encode())]
            await respond(scope, send, 303, b"", [*headers, (b"referrer-policy", b"no-referrer")])
        else:
            await respond(scope, send, 404, b"")

    def _has_cookie(self, headers: list[tuple[bytes, bytes]]) -> bool:
        for name, value in headers:
            if name == b"cookie":
                try:
                    found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
                except CookieError:
                    continue
                if found and secrets.compare_digest(found.value.encode(), self.token.encode()):
                    return True
        return False
