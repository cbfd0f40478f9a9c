"""Share cards: lines that end where a phrase does, the post's own picture where it has one, the same bytes each time."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image, ImageDraw

from kawaraban.images.share_card import Card, colours_of, draw
from kawaraban.images.typesetting import FONT, fitted, font, is_in_font, lines_of, settable
from tests.conftest import Blog


def test_every_character_that_we_promise_is_in_the_font() -> None:
    ttf = pytest.importorskip("fontTools.ttLib").TTFont(FONT)
    known = set(ttf.getBestCmap())
    promised = {code for code in range(0x20, 0x10000) if is_in_font(chr(code))}
    assert promised - known == set()
    assert len(promised) > 7000


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("髙﨑さん", "髙﨑さん"),
        ("𠮷野家", "〓野家"),
        ("桜🌸と👨‍👩‍👧", "桜と"),
        ("か\u3099", "が"),
        ("a\tb\n c", "a b c"),
        ("한글", "〓〓"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_a_character_that_the_font_lacks_is_set_as_a_geta(text: str, set_as: str) -> None:
    assert settable(text) == set_as


def test_lines_end_where_a_phrase_ends() -> None:
    lines = lines_of("資源の地図から見る、これから来る世界の話", 10, len)
    assert len(lines) > 1
    assert "".join(lines) == "資源の地図から見る、これから来る世界の話"
    assert all(len(line) <= 10 for line in lines)
    assert all(line[0] not in "、。ーっ" for line in lines)


@pytest.mark.parametrize("text", ["あ、" * 40, "一二三四五六七八九十" * 9, "WWWWWWWWWWWW" * 9, "a " * 200])
def test_no_line_is_wider_than_the_card(text: str) -> None:
    size, lines = fitted(text, 1040, (76, 52), 3)
    assert len(lines) <= 3
    assert all(font(size).getlength(line) <= 1040 for line in lines)
    assert lines[-1].endswith("…")


def test_lines_are_about_as_long_as_each_other() -> None:
    lines = lines_of("朝の道と夜の道と雨の道と雪の道と", 13, len)
    assert max(map(len, lines)) - min(map(len, lines)) <= 4


def test_a_card_is_drawn_alike_each_time() -> None:
    frame = Image.new("RGB", (1200, 630), "#fcfbf8")
    ImageDraw.Draw(frame).rectangle((80, 142, 1120, 145), "#262320")
    one, two = (draw(Card("題", "2025年1月2日", "エル"), frame, colours_of(frame)) for _again in range(2))
    assert one == two
    with Image.open(io.BytesIO(one)) as card:
        assert card.size == (1200, 630)
    assert len(one) < 20_000


def picture(colour: str, size: tuple[int, int], kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, kind, **options)
    return data.getvalue()


def shared(blog: Blog, page: str) -> tuple[str, Image.Image]:
    address = blog.read(page).split('og:image" content="https://blog.example/sub/')[1].split('"')[0]
    return address, Image.open(io.BytesIO(blog.files()[address]))


def test_a_post_is_shared_with_its_own_picture_and_without_its_secrets(blog: Blog) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secret", 6
    blog.write("posts/p.jpg", picture("#c00", (3000, 1500), "JPEG", exif=exif))
    blog.post("a", "![甲](p.jpg)\n")
    blog.build()
    name, image = shared(blog, "a.html")
    assert name.endswith(".jpg")
    assert image.size == (1200, 2400)
    assert not image.getexif()
    assert 'property="og:image:alt" content="甲"' in blog.read("a.html")
    assert 'name="twitter:card" content="summary_large_image"' in blog.read("a.html")


def test_a_post_without_a_picture_or_with_a_drawing_is_shared_with_a_card(blog: Blog) -> None:
    blog.write("posts/d.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    blog.post("a", title="甲")
    blog.post("b", "![乙](d.svg)\n", date="2025-01-03", title="乙")
    blog.build()
    names = {shared(blog, page)[0] for page in ("a.html", "b.html", "index.html")}
    assert len(names) == 3
    assert all(name.startswith("_images/card.") for name in names)
    assert shared(blog, "blog.html")[0] == shared(blog, "index.html")[0]


def test_a_card_is_drawn_again_only_when_it_says_something_else(blog: Blog) -> None:
    blog.post("a", title="甲")
    blog.build()
    name, _image = shared(blog, "a.html")
    os.utime(blog.out / name, ns=(10**18, 10**18))
    blog.post("b", date="2025-01-03", title="乙")
    blog.build()
    assert (blog.out / name).stat().st_mtime_ns == 10**18
    blog.post("a", title="丙")
    blog.build()
    assert shared(blog, "a.html")[0] != name
    assert name not in blog.files()


def test_a_hidden_post_leaves_no_card(blog: Blog) -> None:
    blog.post("a", title="秘密", draft="true")
    blog.build()
    assert len([name for name in blog.files() if name.startswith("_images/card.")]) == 1


def test_of_a_very_long_title_no_more_is_measured_than_a_card_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    class Counting:
        def __init__(self, size: float) -> None:
            self.size = size

        def getlength(self, text: str) -> float:
            measured.append(text)
            return self.size * len(text)

    monkeypatch.setattr("kawaraban.images.typesetting.font", Counting)
    size, lines = fitted("漢" * 20_000, 1040, (76, 52), 3)
    assert (size, [len(line) for line in lines]) == (52, [20, 20, 20])
    assert lines[-1].endswith("…")
    assert sum(map(len, measured)) < 1_000_000
