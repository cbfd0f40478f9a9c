"""Three browsers with one face: Chromium by Playwright, Firefox by WebDriver BiDi, WebKit by WebDriver."""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.conftest import CHROMIUM, Handler, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

ROOT = Path(__file__).parent.parent
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = (glob.glob("/usr/lib/*/webkit2gtk-4*/MiniBrowser") or [""])[-1]
NARROWEST = 460
"""A window of WebKit gets no narrower: a phone is a frame in one."""
FRAME = (
    '<!doctype html><html style="overflow:hidden"><body style="margin:0"><iframe id="phone" width="{}" height="{}"'
    ' style="border:0;display:block" src="{}" allow="clipboard-write"></iframe>'
)


LISTENS = """
window.told = [];
for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"]) {
  addEventListener(kind, (event) => told.push(`${kind}: ${event.message ?? event.violatedDirective ?? event.reason}`), true);
}
console.error = (...words) => told.push(words.join(" "));
"""
"""WebKit's driver does not tell what stands on the console: its pages listen themselves, from their first script on."""


class Framed(Handler):
    """Serves a folder, and at /~frame its pages in a frame: /~frame?390x844=/works.html; those of WebKit listen."""

    def do_GET(self) -> None:  # noqa: N802 - http.server names it so
        address = self.path.partition("?")[0]
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        listens = "AppleWebKit" in self.headers["User-Agent"] and "Chrome" not in self.headers["User-Agent"]
        if address == "/~frame":
            size, _is, page = self.path.partition("?")[2].partition("=")
            return self.answer("text/html; charset=utf-8", FRAME.format(*size.split("x"), page))
        if address == "/~listens.js":
            return self.answer("text/javascript", LISTENS)
        if listens and file.suffix == ".html" and file.is_file():
            page = file.read_text("utf-8").replace("<script>", '<script src="/~listens.js"></script><script>', 1)
            return self.answer("text/html; charset=utf-8", page)
        return super().do_GET()

    def answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body := text.encode())))
        self.end_headers()
        self.wfile.write(body)


class Chromium:
    """Chromium, by Playwright: a page of the browser that the other tests have."""

    def __init__(self, base: str, request: pytest.FixtureRequest) -> None:
        pytest.importorskip("playwright.sync_api")
        if not CHROMIUM:
            pytest.skip("needs Debian's chromium")
        self.base = base
        self.page: Page = request.getfixturevalue("chrome").new_page(locale="ja-JP")
        self._said: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._said.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._said.append(message.text)

    def resize(self, width: int, height: int = 900) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def goto(self, path: str) -> None:
        self.page.goto(self.base + quote(path, safe="/?=&%#:"))

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        return self.page.evaluate(script)

    def click(self, selector: str) -> None:
        self.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        self.page.type(selector, text)

    def picture(self, path: str, *, full: bool = False) -> None:
        self.page.screenshot(path=path, full_page=full)

    def said(self) -> list[str]:
        """Return what stood on the console as an error since the last time."""
        said, self._said[:] = [*self._said], []
        return said

    def close(self) -> None:
        self.page.close()


class Firefox:
    """Firefox, by npm's puppeteer-core in a process beside us."""

    def __init__(self, base: str, request: pytest.FixtureRequest) -> None:
        if not FIREFOX:
            pytest.skip("needs Debian's firefox-esr")
        if not shutil.which("node") or not (ROOT / "node_modules/puppeteer-core").is_dir():
            pytest.skip("needs npm's puppeteer-core")
        self.base = base
        command = ["node", str(ROOT / "tests/firefox.mjs"), FIREFOX]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdin
        assert self.process.stdout
        self.questions, self.answers = self.process.stdin, self.process.stdout

    def _ask(self, do: str, **more: object) -> Any:
        self.questions.write(json.dumps({"do": do, **more}) + "\n")
        self.questions.flush()
        answer = json.loads(self.answers.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def resize(self, width: int, height: int = 900) -> None:
        self._ask("resize", width=width, height=height)

    def goto(self, path: str) -> None:
        self._ask("goto", url=self.base + quote(path, safe="/?=&%#:"))

    def run(self, script: str) -> Any:
        return self._ask("run", script=script)

    def click(self, selector: str) -> None:
        self._ask("click", selector=selector)

    def type(self, selector: str, text: str) -> None:
        self._ask("type", selector=selector, text=text)

    def picture(self, path: str, *, full: bool = False) -> None:
        self._ask("picture", path=path, full=full)

    def said(self) -> list[str]:
        said: list[str] = self._ask("said")
        return said

    def close(self) -> None:
        self.questions.close()
        self.process.wait(20)
        self.answers.close()


class WebKit:
    """WebKitGTK, by selenium, on a screen of its own (Xvfb)."""

    def __init__(self, base: str, request: pytest.FixtureRequest) -> None:
        selenium = pytest.importorskip("selenium.webdriver", reason="needs PyPI's selenium")
        driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
        if not (WEBKIT and driver):
            pytest.skip("needs Debian's webkit2gtk-driver")
        if not screen:
            pytest.skip("needs Debian's xvfb")
        from selenium.webdriver.webkitgtk.options import Options
        from selenium.webdriver.webkitgtk.service import Service

        read, write = os.pipe()
        wide = "2700x1000x24"
        self.screen = subprocess.Popen(
            [screen, "-displayfd", str(write), "-screen", "0", wide], pass_fds=[write], stderr=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        environment = os.environ | {"DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        environment |= {"LANG": "C.UTF-8", "NO_AT_BRIDGE": "1"}
        options = Options()
        options.binary_location = WEBKIT
        options.add_argument("--automation")
        service = Service(driver, env=environment, log_output=subprocess.DEVNULL)
        self.driver = selenium.WebKitGTK(options=options, service=service)
        self.base, self.size, self.phone = base, (1280, 900), False
        self._said: list[str] = []

    def resize(self, width: int, height: int = 900) -> None:
        self.size = (width, height)
        if self.phone and width < NARROWEST:
            self.driver.switch_to.default_content()
            self.driver.execute_script("document.getElementById('phone').width = arguments[0]", width)
            self.driver.switch_to.frame("phone")
            return
        self.driver.set_window_size(max(width, NARROWEST), height)
        self.driver.switch_to.default_content()
        wide = max(width, NARROWEST)  # a window without a manager is as wide as told, a little later
        wait_for(lambda: self.run("innerWidth") == wide, f"a window of {wide} px")

    def goto(self, path: str) -> None:
        path = quote(path, safe="/?=&%#:")
        self._listen()
        self.phone = self.size[0] < NARROWEST
        self.driver.get(f"{self.base}/~frame?{self.size[0]}x{self.size[1]}={path}" if self.phone else self.base + path)
        if self.phone:
            self.driver.switch_to.frame("phone")

    def run(self, script: str) -> Any:
        return self._again(lambda: self.driver.execute_script(f"return {script}"))

    def click(self, selector: str) -> None:
        self._again(lambda: self.driver.find_element("css selector", selector).click())

    def _again(self, do: Callable[[], Any]) -> Any:
        """Return what the driver does, tried for two seconds: a page that comes or goes needs a moment."""
        from selenium.common.exceptions import WebDriverException

        return wait_for(lambda: [do()], "what the driver is to do", 2, WebDriverException)[0]

    def type(self, selector: str, text: str) -> None:
        self.driver.find_element("css selector", selector).send_keys(text)

    def picture(self, path: str, *, full: bool = False) -> None:
        self.driver.save_screenshot(path)

    def said(self) -> list[str]:
        self._listen()
        said, self._said[:] = [*self._said], []
        return said

    def _listen(self) -> None:
        self._said += self.run("window.told ? told.splice(0) : []")

    def close(self) -> None:
        self.driver.quit()
        self.screen.terminate()
        self.screen.wait(20)


Engine = Chromium | Firefox | WebKit
ENGINES: dict[str, type[Engine]] = {"chromium": Chromium, "firefox": Firefox, "webkit": WebKit}
