"""The preview as a web server shows it: the files of the site, and in each page the script that follows its changes.

The files stay as they were built; the script is put into what is sent. The browser learns of builds by Server-Sent
Events (HTML Standard, 9.2).
"""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kawaraban.cli.serve.overlay import HERE, STYLE, dialog, page_alone
from kawaraban.model.feeds import COPIES, KINDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import Lifespan, Scope

    from kawaraban.cli.serve.builds import Preview

OWN = "/_preview"
"""Where the script and the events are; no page of a site has such an address."""
SCRIPT = f'<script src="{OWN}/client.js" data-events="{OWN}/events" data-state="%s"></script>'
HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A browser asks each time whether a file has changed, and shows none of them on a page of another site."""
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Site(StaticFiles):
    """The files of the last good build, as a static host sends them, the script in each page."""

    def __init__(self, out: Path, preview: Preview, language: str) -> None:
        super().__init__(directory=out, html=True, check_dir=False)
        self.out, self.preview, self.language = out, preview, language

    async def check_config(self) -> None:
        """Ask nothing: before the first build there is no folder."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file of a path below the site, `404.html` where there is none, as a host does."""
        state = self.preview.state  # before a file is read: what is newer is asked for again, what is older never kept
        try:
            response = await super().get_response(path, scope)
            if isinstance(response, FileResponse):
                response = await self._file(response, path, state)
        except (HTTPException, FileNotFoundError) as refused:
            response = Response(status_code=getattr(refused, "status_code", 404))
        if response.status_code == 404 and not has_site(self.out):
            page = page_alone(self.preview.report, self.language)
            response = HTMLResponse(scripted(page, state), 500 if self.preview.report else 503)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    async def _file(self, response: FileResponse, path: str, state: str) -> Response:
        """Return a page with the script in it, another file as it is, a feed under its type."""
        if response.media_type == "text/html":
            text = await to_thread.run_sync(Path(response.path).read_text, "utf-8", "replace")
            return HTMLResponse(scripted(text, state), response.status_code)
        name = Path(COPIES.get(path, path)).name
        if name in KINDS:
            response.headers["content-type"] = KINDS[name]
        return response


def has_site(out: Path) -> bool:
    """Return whether any build was good."""
    return (out / "index.html").exists()


def scripted(text: str, state: str) -> str:
    """Return a page with the script at the end of its body."""
    at = text.rfind("</body>")
    at = len(text) if at < 0 else at
    return text[:at] + SCRIPT % state + text[at:]


async def events(preview: Preview, out: Path, language: str) -> AsyncIterator[str]:
    """Yield what browsers are told: how it is now, then what came of each build."""
    async for report in preview.reports():
        told = {
            "state": preview.state,
            "dialog": dialog(report, language, alone=not has_site(out)),
            "style": STYLE,
            "files": report.files if report else (),
        }
        yield f"data: {json.dumps(told)}\n\n"


def app_of(out: Path, preview: Preview, language: str, lifespan: Lifespan[Starlette]) -> Starlette:
    """Return the application that shows the preview in *out*; *lifespan* is what is at work meanwhile."""

    async def tell(_request: Request) -> Response:
        return StreamingResponse(events(preview, out, language), media_type="text/event-stream", headers=HEADERS)

    async def script(_request: Request) -> Response:
        return FileResponse(HERE / "client.js", headers=HEADERS)

    routes = [Route(f"{OWN}/events", tell), Route(f"{OWN}/client.js", script), Mount("/", Site(out, preview, language))]
    return Starlette(routes=routes, lifespan=lifespan)
