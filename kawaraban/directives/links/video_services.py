"""Video services: a page shows a still picture until a click, then the player, from a cookie-free host if available.

`{youtube}`, `{vimeo}` and `{niconico}` take an id or an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Service:
    """A video service: its name, patterns of ids and addresses, templates of addresses of page, player and oEmbed."""

    name: str
    id: str
    found: str
    page: str
    page_start: str
    player: str
    player_start: str
    oembed: str
    host: str


SERVICES = {
    "youtube": Service(
        name="YouTube",
        id=r"[\w-]{11}",
        found=r"(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/))([\w-]{11})(?![\w-])",
        page="https://www.youtube.com/watch?v={id}",
        page_start="&t={start}s",
        player="https://www.youtube-nocookie.com/embed/{id}?autoplay=1&rel=0",
        player_start="&start={start}",
        oembed="https://www.youtube.com/oembed?format=json&url={page}",
        host="www.youtube-nocookie.com",
    ),
    "vimeo": Service(
        name="Vimeo",
        id=r"\d{5,12}",
        found=r"vimeo\.com/(?:video/|channels/\w+/)?(\d{5,12})",
        page="https://vimeo.com/{id}",
        page_start="#t={start}s",
        player="https://player.vimeo.com/video/{id}?autoplay=1&dnt=1",
        player_start="#t={start}s",
        oembed="https://vimeo.com/api/oembed.json?url={page}",
        host="player.vimeo.com",
    ),
    "niconico": Service(
        name="ニコニコ動画",
        id=r"(?:sm|nm|so)\d{1,12}",
        found=r"(?:nicovideo\.jp/watch/|nico\.ms/)((?:sm|nm|so)\d{1,12})",
        page="https://www.nicovideo.jp/watch/{id}",
        page_start="?from={start}",
        player="https://embed.nicovideo.jp/watch/{id}?autoplay=1",
        player_start="&from={start}",
        oembed="",
        host="embed.nicovideo.jp",
    ),
}
"""The services by the name of their directive."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video: service, id, and start in seconds."""

    service: str
    id: str
    start: int = 0

    @property
    def page(self) -> str:
        """The address of its page without the start, which is its key in `links.toml`."""
        return SERVICES[self.service].page.format(id=self.id)

    @property
    def page_at(self) -> str:
        """The address of its page including the start."""
        return self.page + (SERVICES[self.service].page_start.format(start=self.start) if self.start else "")

    @property
    def player(self) -> str:
        """The address of its player."""
        service = SERVICES[self.service]
        return service.player.format(id=self.id) + (service.player_start.format(start=self.start) if self.start else "")


def video_of(service: str, text: str) -> Video | None:
    """Return the video with an id or an address, None if it is neither."""
    about, text = SERVICES[service], text.strip()
    if re.fullmatch(about.id, text):
        return Video(service, text)
    found = re.search(about.found, text)
    return Video(service, found[1], _start_in(text)) if found else None


def _start_in(url: str) -> int:
    """Return the start in seconds from an address: `t=90`, `t=1m30s`, `start=90`, `from=90`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0
    given = {**parse_qs(parts.query), **parse_qs(parts.fragment)}
    text = next((given[name][0] for name in ("t", "start", "from") if name in given), "")
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds
