"""What machines read of a page: JSON-LD, Open Graph, microformats, the site map, icons; each by a reader of its own."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree
from PIL import Image

from kawaraban.pages.schema_org import script_of
from tests.conftest import Blog, html_tree

extruct = pytest.importorskip("extruct")
BASE = "https://elh.example/"
ROOT = Path(__file__).parent.parent
SITEMAP = ROOT / "node_modules/sitemap/schema/sitemap.xsd"


def read(site: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = extruct.extract((site / name).read_text("utf-8"), base_url=BASE + name, uniform=True)
    return found


def things(found: dict[str, Any]) -> dict[str, Any]:
    whole = [thing for each in found["json-ld"] for thing in each.get("@graph", [each])]
    return {thing["@type"]: thing for thing in whole}


def test_a_post_says_what_it_is_in_json_ld(sample_site: Path) -> None:
    found = things(read(sample_site, "2025/10/tour.html"))
    post = found["BlogPosting"]
    assert post["headline"] == "島の鉄道を一周する"
    assert post["datePublished"] == "2025-10-20T08:30:00+09:00"
    assert post["dateModified"] > post["datePublished"]
    address = f"{BASE}2025/10/tour.html"
    assert post["mainEntityOfPage"] == {"@type": "WebPage", "@id": address}
    assert post["description"].startswith("架空の島を一周する")
    assert post["inLanguage"] == "ja"
    assert post["publisher"] == post["author"]
    assert post["author"] == {"@type": "Person", "name": "エル", "url": f"{BASE}blog/author/elh.html"}
    assert (sample_site / post["image"].removeprefix(BASE)).is_file()
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["未来瓦版", "旅と地図", post["headline"]]
    assert (sample_site / unquote(steps[1]["item"].removeprefix(BASE))).is_file()


def test_the_home_page_says_whose_blog_it_is_and_how_to_search_it(real_site: Path) -> None:
    found = things(read(real_site, "index.html"))
    assert found["WebSite"]["url"] == BASE
    assert found["WebSite"]["potentialAction"]["target"]["urlTemplate"] == f"{BASE}search.html?q={{search_term_string}}"
    assert found["Person"]["name"] == "エル"
    assert (real_site / found["Person"]["image"].removeprefix(BASE)).is_file()


def test_the_page_of_works_says_what_each_work_is(real_site: Path) -> None:
    name = "works.html"
    page = html_tree((real_site / name).read_bytes())
    works = [thing for each in read(real_site, name)["json-ld"] for thing in each["@graph"]]
    assert {work["@type"] for work in works} == {"Book", "VideoGame"}
    assert len(works) == len(page.xpath("//h3"))
    for work in works:
        assert work["name"].startswith("『")
        assert work["author"]["name"]
        assert page.get_element_by_id(unquote(work["url"].partition("#")[2])) is not None


def test_nothing_in_a_title_ends_the_script_of_data() -> None:
    said = {"@type": "BlogPosting", "headline": "</script><script>alert(1)</script>"}
    script = str(script_of([said]))
    assert script.count("</script>") == 1
    text = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(text)["headline"] == said["headline"]
    assert script_of([]) == ""


def test_every_page_has_a_picture_for_sharing(real_site: Path) -> None:
    for path in real_site.rglob("*.html"):
        if b'http-equiv="refresh"' in path.read_bytes():
            continue
        name = path.relative_to(real_site).as_posix()
        said = read(real_site, name)["opengraph"][0]
        assert said["og:title"], name
        picture = real_site / unquote(said["og:image"].removeprefix(BASE))
        with Image.open(picture) as image:
            assert (str(image.width), str(image.height)) == (said["og:image:width"], said["og:image:height"]), name
        assert said["og:image:alt"], name


def test_a_post_is_an_h_entry_by_an_h_card(sample_site: Path) -> None:
    found = read(sample_site, "2025/10/tour.html")["microformat"]
    entry = next(item for item in found if item["@type"] == ["h-entry"])
    assert entry["name"] == ["島の鉄道を一周する"]
    assert entry["published"] == ["2025-10-20T08:30:00+0900"]
    assert entry["url"] == [f"{BASE}2025/10/tour.html"]
    assert entry["author"][0]["name"] == ["エル"]
    assert "旅と地図" in entry["category"]
    assert "レアアース" in entry["content"][0]["value"]
    card = next(item for item in found if item["@type"] == ["h-card"])
    assert (card["name"], card["url"]) == (["エル"], [BASE])


def test_a_list_is_a_feed_of_entries(sample_site: Path) -> None:
    found = read(sample_site, "blog.html")["microformat"]
    feed = next(item for item in found if item["@type"] == ["h-feed"])
    assert len(feed["children"]) == len([*sample_site.glob("2???/*/*.html")])
    for entry in feed["children"]:
        assert entry["name"] and entry["url"] and entry["published"] and entry["summary"]


@pytest.mark.skipif(not SITEMAP.is_file(), reason="needs npm's sitemap, which has the schema of sitemaps.org")
def test_the_site_map_keeps_the_schema(real_site: Path) -> None:
    schema = etree.fromstring(
        f"""<schema xmlns="http://www.w3.org/2001/XMLSchema">
        <import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{SITEMAP.as_uri()}"/>
        <import namespace="http://www.google.com/schemas/sitemap-image/1.1"
         schemaLocation="{(ROOT / "tests/schemas/sitemap-image.xsd").as_uri()}"/></schema>"""
    )
    etree.XMLSchema(schema).assertValid(etree.parse(real_site / "sitemap.xml"))


def test_the_site_map_names_pictures_that_are_there(sample_site: Path) -> None:
    found = etree.parse(sample_site / "sitemap.xml").findall(".//{http://www.google.com/schemas/sitemap-image/1.1}loc")
    assert found
    assert all((sample_site / unquote((each.text or "").removeprefix(BASE))).is_file() for each in found)


def test_the_manifest_names_icons_of_the_sizes_that_it_says(real_site: Path) -> None:
    manifest = json.loads((real_site / "site.webmanifest").read_text("utf-8"))
    assert (manifest["name"], manifest["start_url"]) == ("未来瓦版", "./")
    for icon in manifest["icons"]:
        with Image.open(real_site / icon["src"]) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


def test_icons_are_made_of_the_favicon_or_of_the_first_character_of_the_name(blog: Blog) -> None:
    blog.build()
    seal = Image.open(BytesIO(blog.files()["icon-192.png"]))
    assert seal.convert("RGB").getpixel((2, 2)) == (0xA1, 0x35, 0x2A)
    blog.write(
        "_static/f.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path fill="#00f" d="M0 0h2v2H0z"/></svg>',
    )
    blog.conf('html_favicon = "_static/f.svg"')
    blog.build()
    for name in ("icon-192.png", "apple-touch-icon.png", "favicon.ico"):
        assert Image.open(BytesIO(blog.files()[name])).convert("RGB").getpixel((2, 2)) == (0, 0, 255), name
    blog.write("_static/f.svg", "no drawing")
    blog.build()
    assert Image.open(BytesIO(blog.files()["icon-192.png"])).convert("RGB").getpixel((2, 2)) == (0xA1, 0x35, 0x2A)


def test_every_page_is_described(real_site: Path) -> None:
    for path in real_site.rglob("*.html"):
        page = html_tree(path.read_bytes())
        if not page.xpath("//meta[@http-equiv='refresh']"):
            (said,) = page.xpath("//meta[@name='description']/@content")
            assert said, path
            assert page.xpath("//meta[@property='og:description']/@content") == [said]
