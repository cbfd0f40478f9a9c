"""Pictures for pages: copies of the right sizes, nothing told of where they were taken, nothing made twice."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import unquote

import pytest
from lxml.html import HtmlElement
from PIL import Image

from kawaraban.images import raster, transparency, variants
from kawaraban.images.focus import focus_of
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from tests.conftest import Blog, html_tree


def photo(size: tuple[int, int] = (2600, 1300), kind: str = "JPEG", **options: object) -> bytes:
    data = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(data, kind, **options)
    return data.getvalue()


def picture_in(blog: Blog, page: str = "a.html") -> HtmlElement:
    (found,) = html_tree(blog.read(page)).xpath("//article//picture")
    return found


def test_a_photo_has_copies_for_phones_and_fine_screens(blog: Blog) -> None:
    blog.write("posts/写真 1.jpg", photo())
    blog.post("a", "![海](<写真 1.jpg>)\n")
    blog.build()
    picture = picture_in(blog)
    source, image = picture.xpath("source")[0], picture.xpath(".//img")[0]
    assert [part.split()[1] for part in source.get("srcset").split(", ")] == ["480w", "800w", "1280w"]
    for part in source.get("srcset").split(", "):
        address, width = part.split()
        with Image.open(io.BytesIO(blog.files()[unquote(address)])) as copy:
            assert (copy.format, copy.size) == ("WEBP", (int(width[:-1]), int(width[:-1]) // 2))
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("2000", "1000", "海")
    assert image.get("loading") is None


def test_a_picture_of_two_names_is_found_by_both(blog: Blog) -> None:
    blog.write("posts/a.jpg", photo((900, 600)))
    blog.post("a", "(one)=\n(two)=\n```{image} a.jpg\n:alt: <海 />\n:name: three\n```\n")
    blog.build()
    picture = picture_in(blog)
    assert not picture.xpath(".//span")
    assert picture.xpath(".//img/@alt") == ["<海 />"]
    page = html_tree(blog.read("a.html"))
    assert all(len(page.xpath(f"//*[@id='{name}']")) == 1 for name in ("one", "two", "three"))


def drawn(ground: str = "", lines: str = '<path d="M0 50h90" stroke="#222"/>') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90" width="90" height="90">{ground}{lines}</svg>'


def test_a_picture_through_which_the_page_shows_says_so(blog: Blog) -> None:
    clear, full = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (90, 60)).save(clear, "PNG")
    Image.new("RGBA", (90, 60), "red").save(full, "PNG")
    blog.write("posts/clear.png", clear.getvalue())
    blog.write("posts/full.png", full.getvalue())
    blog.write("posts/lines.svg", drawn().encode())
    blog.write("posts/sheet.svg", drawn('<rect width="90" height="90" fill="#fff"/>').encode())
    blog.write("posts/photo.jpg", photo((90, 60)))
    names = ["clear.png", "full.png", "lines.svg", "sheet.svg", "photo.jpg"]
    blog.post("a", "\n\n".join(f"![{name}]({name})" for name in names), image="lines.svg")
    blog.build()
    says = "//img[contains(@class, 'kw-clear')]"
    assert [each.get("alt") for each in html_tree(blog.read("a.html")).xpath("//article" + says)] == [
        "clear.png",
        "lines.svg",
    ]
    assert html_tree(blog.read("blog.html")).xpath("//*[@class='kw-thumb']" + says)


def test_only_the_first_picture_is_loaded_at_once(blog: Blog) -> None:
    blog.write("posts/a.jpg", photo((900, 600)))
    blog.post("a", "![一](a.jpg)\n\n![二](a.jpg)\n")
    blog.build()
    images = html_tree(blog.read("a.html")).xpath("//article//img")
    assert [image.get("loading") for image in images] == [None, "lazy"]


def test_nothing_tells_where_a_picture_was_taken_and_it_stands_upright(blog: Blog) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secret words", 6
    exif.get_ifd(0x8825)[1] = "N"
    blog.write("posts/a.jpg", photo((900, 600), exif=exif, comment=b"secret words"))
    blog.write("posts/c.gif", photo((900, 1200), "GIF", comment=b"secret words"))
    blog.write("posts/b.png", photo((90, 60), "PNG", exif=exif))
    blog.post("a", "![一](a.jpg)\n\n![二](b.png)\n\n![三](c.gif)\n")
    blog.build()
    for name, data in blog.files().items():
        if name.startswith("_images/") and not name.endswith(".svg"):
            assert b"secret words" not in data, name
            with Image.open(io.BytesIO(data)) as copy:
                assert not copy.getexif(), name
                assert name.startswith("_images/card.") or copy.height > copy.width, name


def test_a_profile_of_colours_stays(blog: Blog) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    blog.write("posts/a.jpg", photo((900, 600), icc_profile=profile))
    blog.post("a", "![一](a.jpg)\n")
    blog.build()
    kept = [data for name, data in blog.files().items() if name.startswith("_images/a.")]
    assert all(Image.open(io.BytesIO(data)).info.get("icc_profile") for data in kept if b"ICC" in data)
    assert sum(bool(Image.open(io.BytesIO(data)).info.get("icc_profile")) for data in kept) >= 3


def test_a_moving_picture_keeps_moving(blog: Blog) -> None:
    frames = [Image.new("RGB", (600, 400), colour) for colour in ("#f00", "#0f0", "#00f")]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:], duration=80)
    blog.write("posts/a.gif", data.getvalue())
    blog.post("a", "![動く](a.gif)\n")
    blog.build()
    assert data.getvalue() in blog.files().values()


def test_nothing_is_made_twice(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.write("posts/a.jpg", photo((900, 600)))
    blog.post("a", "![一](a.jpg)\n")
    blog.build()
    made = []
    monkeypatch.setattr(variants, "_make", lambda *arguments: made.append(arguments))
    blog.post("a", "![一](a.jpg)\n\n直した。\n")
    blog.build()
    for folder in (blog.out,):
        for path in folder.rglob("*.webp"):
            os.remove(path)
    blog.post("a", "![一](a.jpg)\n\nまた直した。\n")
    blog.build()
    assert made == []
    assert [name for name in blog.files() if name.endswith("w.webp")]


def test_two_threads_may_keep_the_copy_of_one_picture_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both_written, replace = Barrier(2, timeout=10), os.replace

    def wait(part: str, target: Path) -> None:
        both_written.wait()
        replace(part, target)

    monkeypatch.setattr(os, "replace", wait)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write_checksummed, [tmp_path / "copy.webp"] * 2, [b"picture"] * 2))
    assert read_checksummed(tmp_path / "copy.webp") == b"picture"


def test_a_picture_that_breaks_off_is_told_with_its_line(blog: Blog) -> None:
    blog.write("posts/a.jpg", photo((900, 600))[:9000])
    blog.post("a", "文。\n\n![一](a.jpg)\n")
    assert blog.fails().startswith("posts/a.md:7: 「a.jpg」は壊れています")


def test_a_picture_of_a_hundred_million_pixels_is_told_with_its_line(blog: Blog) -> None:
    data = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(data, "PNG")
    blog.write("posts/a.png", data.getvalue())
    blog.post("a", "文。\n\n![一](a.png)\n")
    assert blog.fails().startswith("posts/a.md:7: 「a.png」は約100百万画素あります")


def test_a_picture_of_front_matter_that_cannot_be_used_is_told_with_its_line(blog: Blog) -> None:
    data = io.BytesIO()
    Image.new("1", (9000, 9000)).save(data, "PNG")
    blog.write("posts/a.jpg", photo((900, 600))[:9000])
    blog.write("posts/b.png", data.getvalue())
    for name in ("a.jpg", "b.png"):
        blog.post(name[0], image=name)
    said = blog.fails().splitlines()
    assert [each.partition("」")[0] for each in said] == ["posts/a.md:4: 「a.jpg", "posts/b.md:4: 「b.png"]


def test_a_gallery_leads_to_the_largest_copies(blog: Blog) -> None:
    blog.write("posts/a.jpg", photo((900, 600)))
    blog.write("posts/b.jpg", photo((600, 900)))
    blog.post("a", '```{gallery}\n:caption: 全体\n\n![一枚目](a.jpg)\n![二枚目](b.jpg "二つめ")\n```\n')
    blog.build()
    (gallery,) = html_tree(blog.read("a.html")).find_class("kw-gallery")
    assert [link.text_content().strip() for link in gallery.iter("a")] == ["一枚目", "二つめ"]
    assert all((blog.out / link.get("href")).is_file() for link in gallery.iter("a"))
    assert gallery.xpath("figcaption/p/text()") == ["全体"]
    assert "一枚目" in blog.read("blog/atom.xml")


@pytest.mark.parametrize("body", ["```{gallery}\n![](a.jpg)\n```", "```{figure} a.jpg\n\n説明。\n```"])
def test_a_picture_without_words_is_told(blog: Blog, body: str) -> None:
    blog.write("posts/a.jpg", photo((90, 60)))
    blog.post("a", f"文。\n\n{body}\n")
    said = blog.fails()
    assert said.startswith("posts/a.md:")
    assert "「a.jpg」に、見えない人のための言葉がありません" in said


def test_an_empty_gallery_is_told(blog: Blog) -> None:
    blog.post("a", "```{gallery}\n言葉だけ\n```\n")
    assert blog.fails().startswith("posts/a.md:5: ")


def test_a_figure_leads_to_its_largest_copy(blog: Blog) -> None:
    blog.write("posts/a.jpg", photo((900, 600)))
    blog.post("a", "```{figure} a.jpg\n:alt: 海\n\n説明。\n```\n")
    blog.build()
    (figure,) = html_tree(blog.read("a.html")).xpath("//article//figure")
    (link,) = figure.xpath("a[@data-large]")
    assert (blog.out / link.get("href")).is_file()
    assert link.xpath(".//img/@alt") == ["海"]


@pytest.mark.parametrize(
    "body",
    [
        "![](nope.png)",
        "![x](nope.png){.wide}",
        "![x](nope.png){#fig .wide width=80%}",
        "```{image} nope.png\n:class: wide\n:name: fig\n```\n\n{ref}`図 <fig>`",
        "![x](broken.png){.wide}",
        "```{figure} nope.png\n:class: wide\n:figclass: left\n:name: fig\n:alt: 海\n\n説明。\n```",
        "```{gallery}\n![海](broken.png){.wide}\n![山](nope.png)\n```",
        "- ![x](nope.png){.wide}",
        "[![x](nope.png){.wide}](https://example.org/)",
        "| ![x](nope.png){.wide} |\n|---|\n| a |",
    ],
)
def test_a_picture_that_is_refused_may_have_a_class_and_a_name(blog: Blog, body: str) -> None:
    blog.write("posts/broken.png", b"\x89PNG\r\n\x1a\nthat is all")
    blog.post("a", f"文。\n\n{body}\n")
    said = blog.fails().splitlines()
    assert all(each.startswith(("posts/a.md:7: ", "posts/a.md:8: ", "posts/a.md:9: ")) for each in said), said
    assert all("「nope.png」" in each or "「broken.png」" in each for each in said)


ROOTED = [
    "![海](/images/海 1.jpg)",
    "![海](</images/海 1.jpg>){.wide}",
    "![海](/images/%E6%B5%B7%201.jpg =300x)",
    "```{image} /images/海 1.jpg\n:alt: 海\n```",
    "```{figure} /images/海 1.jpg\n:alt: 海\n\n説明。\n```",
    "```{gallery}\n![海](/images/海 1.jpg)\n```",
    '<img src="/images/海 1.jpg" alt="海">',
    "```{linkcard} https://example.org/\n:title: 海\n:picture: images/海 1.jpg\n```",
]


@pytest.mark.parametrize("place", ["images/海 1.jpg", "_static/images/海 1.jpg"])
def test_a_picture_may_be_named_from_the_root(blog: Blog, place: str) -> None:
    blog.write(place, photo((900, 600)))
    for number, body in enumerate(ROOTED):
        blog.post(f"2025/10/p{number}", f"文。\n\n{body}\n", image="/images/海 1.jpg")
    blog.build()
    for number, body in enumerate(ROOTED):
        (image,) = html_tree(blog.read(f"2025/10/p{number}.html")).find_class("e-content")[0].iter("img")
        assert unquote(image.get("src")).startswith("../../_images/海 1."), body
        assert (blog.out / "2025/10" / unquote(image.get("src"))).is_file(), body


def test_a_picture_from_the_root_that_is_nowhere_is_told_with_the_places(blog: Blog) -> None:
    blog.write("_static/x.txt", "")
    blog.post("a", "文。\n\n![海](/images/海.jpg)\n", image="/b.jpg")
    said = blog.fails().splitlines()
    assert said[0].startswith("posts/a.md:4: ")
    assert "b.jpg, _static/b.jpg" in said[0]
    assert said[1].startswith("posts/a.md:8: ")
    assert "「/images/海.jpg」" in said[1]
    assert "images/海.jpg, _static/images/海.jpg" in said[1]


def test_a_picture_from_the_root_that_appears_is_shown(blog: Blog) -> None:
    blog.write("_static/x.txt", "")
    blog.write("images/a.jpg", photo((900, 600)))
    blog.post("a", "![海](/images/a.jpg)\n")
    blog.build()
    (blog.root / "src/images/a.jpg").rename(blog.root / "src/_static/a.jpg")
    assert "/images/a.jpg" in blog.fails()
    blog.write("_static/images/a.jpg", photo((900, 500)))
    blog.build()
    assert 'height="500"' in blog.read("a.html")


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#efe9dc"/>{}</svg>'


@pytest.mark.parametrize(
    ("shape", "focus"),
    [
        ('<circle cx="20" cy="80" r="10"/>', "20% 80%"),
        ('<circle cx="50" cy="50" r="30"/>', ""),
        ("", ""),
        ('<path d="M5 5h90v90h-90z"/>', ""),
    ],
)
def test_a_card_shows_the_middle_of_what_is_drawn(tmp_path: Path, shape: str, focus: str) -> None:
    (tmp_path / "a.svg").write_text(DRAWING.format(shape))
    assert focus_of(transparency.load(tmp_path / "a.svg")) == focus


def test_the_author_says_where_the_subject_of_a_picture_is(blog: Blog) -> None:
    blog.write("posts/a.svg", DRAWING.format('<circle cx="20" cy="80" r="10"/>'))
    blog.post("a", image="a.svg")
    blog.build()
    assert 'style="object-position:20% 80%"' in blog.read("index.html")
    blog.post("a", image="a.svg", image_focus="50% top")
    blog.build()
    assert 'style="object-position:50% top"' in blog.read("index.html")
    assert 'style="object-position:50% top"' in blog.read("blog.html")
    blog.post("a", image="a.svg", image_focus="above")
    assert blog.fails().startswith("posts/a.md:5: image_focus：")


def test_a_picture_that_stands_in_its_address_is_no_file(blog: Blog) -> None:
    blog.post("a", "![点](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=)\n\n<img src=data:, alt=x>\n")
    blog.build()
    assert 'src="data:image/gif;' in blog.read("a.html")


def test_a_picture_is_decoded_once_for_its_card_and_link_previews(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.write("posts/a.jpg", photo((90, 60)))
    blog.post("a", "![一](a.jpg)\n")
    opened, original = [], raster.opened

    def count(source: Path | bytes, *limits: Any) -> Any:
        opened.append(source)
        return original(source, *limits)

    monkeypatch.setattr(raster, "opened", count)
    blog.build()
    picture = blog.root / "src/posts/a.jpg"
    assert opened.count(picture) == 3  # its header, its content, and later its content for the sidebar
    opened.clear()
    variants._image_info.cache_clear()
    blog.write("about.md", "# 私\n")
    blog.build()
    assert picture not in opened


def test_a_picture_that_becomes_transparent_is_shown_as_such(blog: Blog) -> None:
    for colour, is_clear in (("red", False), (0, True)):
        data = io.BytesIO()
        Image.new("RGBA", (90, 60), colour).save(data, "PNG")
        blog.write("posts/a.png", data.getvalue())
        blog.post("a", "![一](a.png)\n")
        blog.build()
        assert ("kw-clear" in blog.read("a.html")) is is_clear
