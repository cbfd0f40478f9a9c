"""A browser that tells what pages did: whether anything of theirs ran, and whom they asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Route, sync_playwright

from tests.conftest import CHROMIUM, QUIET

RUN = "fetch('http://evil.example/')"
"""What tells that it ran by asking somebody: from a frame or a worker, too."""
LOOK = """() => {
  const found = window.__ran || [];
  for (const node of document.querySelectorAll('*')) {
    for (const name of ['href', 'action', 'formAction', 'src', 'data']) {
      const value = node[name] && (node[name].animVal ?? node[name]);
      if (typeof value === 'string' && /^[\\x00-\\x20]*javascript:/i.test(value.replace(/[\\t\\r\\n]/g, ''))) found.push(value);
    }
  }
  return found;
}"""
"""What ran, and every address that would when it is clicked, as the browser resolves it."""


class Opened:
    """Opens pages one after the other, without the policy that would stop what it looks for."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page, self.home = context.new_page(), urlsplit(home).netloc
        self.asked: list[str] = []
        self.page.route("**/*", self._answer)
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.asked.append("dialog")
        dialog.dismiss()

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if urlsplit(url).netloc == self.home or url.startswith(("data:", "blob:", "about:")):
            route.continue_()
        else:
            self.asked.append(url)
            route.abort()

    def look_at(self, address: str, *, scripts: bool = True) -> list[str]:
        """Return what a page ran, would run when it is clicked, and asked of others."""
        self.asked.clear()
        self.page.goto(address, wait_until="load")
        try:
            self.page.screenshot()  # waits for frames to be painted, before which animations and focus have told
            found = self.page.evaluate(LOOK) if scripts else []
        except Error as error:  # the page has gone meanwhile
            found = [str(error)]
        if self.page.url.partition("#")[0] != address:
            found.append(f"went to {self.page.url}")
        return [*found, *self.asked]


@contextmanager
def opened(home: str, browser: Browser | None = None, *, scripts: bool = True) -> Iterator[Opened]:
    """Yield what opens pages below *home*, in *browser* where one is given."""
    if browser is None:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            with opened(home, browser, scripts=scripts) as found:
                yield found
            browser.close()
        return
    context = browser.new_context(bypass_csp=True, java_script_enabled=scripts, service_workers="block")
    context.set_default_timeout(30_000)
    context.add_init_script("window.__ran = []")
    yield Opened(context, home)
    context.close()
