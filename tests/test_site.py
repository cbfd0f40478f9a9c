"""The real site: its links, its words, its validity."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml.html import HtmlElement

from tests.conftest import Blog, html_tree

ROOT = Path(__file__).parent.parent
BASE = "https://elh.example/"


def pages(site: Path) -> dict[str, HtmlElement]:
    return {path.relative_to(site).as_posix(): html_tree(path.read_bytes()) for path in site.rglob("*.html")}


def test_every_link_and_picture_of_the_site_is_there(real_site: Path) -> None:
    for name, page in pages(real_site).items():
        for node, _attribute, link, _pos in page.iterlinks():
            target = urlsplit(urljoin(BASE + name, link))
            if target.netloc != "elh.example" or target.scheme != "https":
                assert node.tag in ("a", "link"), f"{name} loads {link}"
                continue
            path = unquote(target.path).lstrip("/") or "index.html"
            assert (real_site / path).is_file(), f"{name}: {link}"
            if target.fragment and path.endswith(".html"):
                other = html_tree((real_site / path).read_bytes())
                assert other.xpath("//*[@id=$id]", id=unquote(target.fragment)), f"{name}: {link}"


def test_every_page_has_one_heading_and_links_site_map_privacy_and_contact(real_site: Path) -> None:
    for name, page in pages(real_site).items():
        assert len(page.xpath("//h1")) == 1, name
        links = {urljoin(BASE + name, link) for link in page.xpath("//footer//@href")}
        assert {BASE + page for page in ("sitemap.html", "privacy.html", "contact.html")} <= links, name
        assert page.xpath("//main") and not page.xpath("//main//aside[@class='kw-side']"), name
        assert page.get("lang") == "ja"


def test_the_sidebar_leads_to_the_same_places_from_every_page(real_site: Path) -> None:
    found = {
        name: [
            urljoin(BASE + name, link) for link in page.xpath("//aside[@class='kw-side']//@href | //aside//img/@src")
        ]
        for name, page in pages(real_site).items()
        if name != "404.html"
    }
    whole = max(found.values(), key=len)  # others leave parts out: a short page, one that lists the posts itself
    assert len(whole) > 20
    for name, links in found.items():
        assert links == [link for link in whole if link in links], name


def test_the_interface_is_in_japanese(sample_site: Path) -> None:
    allowed = re.compile(r"Atom|RSS|JSON|elh|future extra|RPG|Feed")
    for name, page in pages(sample_site).items():
        for node in page.xpath("//header | //aside[contains(@class,'kw-side')] | //footer | //*[@class='kw-byline']"):
            for summary in node.xpath(
                ".//*[contains(@class,'kw-excerpt') or contains(@class,'kw-tags')] | .//li/div/a"
            ):
                summary.drop_tree()
            text = allowed.sub("", " ".join(node.itertext()))
            assert not re.search(r"[A-Za-z]{3,}", text), (name, re.findall(r"[A-Za-z]{3,}", text))
        for label in page.xpath("//@aria-label | //@title"):
            assert not re.fullmatch(r"[ -~]+", label) or allowed.search(label), (name, label)


def test_the_sheet_has_posts_of_three_years_and_five_categories(real_site: Path) -> None:
    assert len(list((real_site / "blog").glob("2???.html"))) >= 3
    assert len(list((real_site / "blog/category").glob("*.html"))) >= 5


def test_the_site_builds_with_any_other_folder_of_posts(blog: Blog) -> None:
    for name in ("conf.py", "index.md", "about.md", "works.md", "contact.md", "privacy.md"):
        shutil.copy(ROOT / name, blog.root / "src" / name)
    shutil.copytree(ROOT / "_static", blog.root / "src/_static")
    assert "公開 0 件" in blog.build()
    blog.post("a", category="何か")
    assert "公開 1 件" in blog.build()


def vnu() -> str | Path | None:
    found = os.environ.get("VNU_JAR") or next(iter((ROOT / "node_modules").glob("vnu-jar/build/dist/vnu.jar")), None)
    return found if found and shutil.which("java") else None


@pytest.mark.skipif(
    not vnu(), reason="the Nu HTML checker needs Java and npm's vnu-jar (VNU_JAR, or npm install vnu-jar)"
)
def test_no_page_has_an_error_of_html(real_site: Path) -> None:
    files = list(map(str, real_site.rglob("*.html")))
    done = subprocess.run(
        ["java", "-jar", str(vnu()), "--errors-only", *files], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_no_folder_is_empty(real_site: Path) -> None:
    assert not [folder for folder in real_site.rglob("*") if folder.is_dir() and not any(folder.iterdir())]
