"""The web application of the preview: the files of the site, with a script in each page that follows changes.

The script is added to the responses, not to the files. Browsers are notified of builds by Server-Sent Events (HTML
Standard, 9.2).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kawaraban.cli.serve.overlay import HERE, STYLE, dialog, standalone_page
from kawaraban.model.http_headers import content_type

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import Lifespan, Scope

    from kawaraban.cli.serve.builds import Preview

PREFIX = "/_preview"
"""The folder of the script and the events; no page of a site has such an address."""
SCRIPT = f'<script src="{PREFIX}/client.js" data-events="{PREFIX}/events" data-state="%s"></script>'
HEADERS = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Browsers revalidate each file, and do not let pages of other sites embed it."""


class SiteFiles(StaticFiles):
    """The files of the last successful build as a static host sends them, with the script in each page."""

    def __init__(self, out: Path, preview: Preview, language: str) -> None:
        super().__init__(directory=out, html=True, check_dir=False)
        self.out, self.preview, self.language = out, preview, language

    async def check_config(self) -> None:
        """Skip the check of the folder, which does not exist before the first build."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file at a path below the site, or `404.html`, as a host does."""
        state = self.preview.state  # before the file is read, so that a page never claims to be newer than it is
        try:
            response = await super().get_response(path, scope)
            if isinstance(response, FileResponse):
                response = await self._file(response, path, state)
        except (HTTPException, FileNotFoundError) as refused:
            response = Response(status_code=getattr(refused, "status_code", 404))
        if response.status_code == 404 and not has_site(self.out):
            page = standalone_page(self.preview.report, self.language)
            response = HTMLResponse(insert_script(page, state), 500 if self.preview.report else 503)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    async def _file(self, response: FileResponse, path: str, state: str) -> Response:
        """Return a page with the script, and any other file with the media type that hosts shall give it."""
        if response.media_type == "text/html":
            text = await to_thread.run_sync(Path(response.path).read_text, "utf-8", "replace")
            return HTMLResponse(insert_script(text, state), response.status_code)
        response.headers["content-type"] = content_type(path)
        return response


def has_site(out: Path) -> bool:
    """Return whether any build has succeeded."""
    return (out / "index.html").exists()


def insert_script(text: str, state: str) -> str:
    """Return a page with the script at the end of its body."""
    at = text.rfind("</body>")
    at = len(text) if at < 0 else at
    return text[:at] + SCRIPT % state + text[at:]


async def events(preview: Preview, out: Path, language: str) -> AsyncIterator[str]:
    """Yield an event with the current state, then one after each build."""
    async for report in preview.reports():
        event = {
            "state": preview.state,
            "dialog": dialog(report, language, alone=not has_site(out)),
            "style": STYLE,
            "files": report.files if report else (),
        }
        yield f"data: {json.dumps(event)}\n\n"


def create_app(out: Path, preview: Preview, language: str, lifespan: Lifespan[Starlette]) -> Starlette:
    """Return the application that serves the preview in *out*; *lifespan* is what runs in the background."""

    async def stream(_request: Request) -> Response:
        return StreamingResponse(events(preview, out, language), media_type="text/event-stream", headers=HEADERS)

    async def script(_request: Request) -> Response:
        return FileResponse(HERE / "client.js", headers=HEADERS)

    routes = [
        Route(f"{PREFIX}/events", stream),
        Route(f"{PREFIX}/client.js", script),
        Mount("/", SiteFiles(out, preview, language)),
    ]
    return Starlette(routes=routes, lifespan=lifespan)
