"""Charts and maps: numbers as Japanese writes them, tables read strictly, drawings that are the same everywhere."""

import json
import xml.etree.ElementTree as ET

import lxml.html
import pytest

from kawaraban.charts import maps, places, specs
from kawaraban.charts.colours import DARK
from kawaraban.charts.drawing import _thinned, drawn
from kawaraban.charts.tables import Unreadable, are_times, names_in, number_in, read_table, said

TABLE = "国,符号,量,年\n中国,CHN,44000000,2024\nブラジル,BRA,21000000,2024\nインド,IND,,2024\n"


@pytest.mark.parametrize(
    ("number", "text"),
    [(44000000, "4,400万"), (123456789, "1.23億"), (9999, "9,999"), (10000, "1万"), (0.5, "0.5"), (0, "0"), (None, "–"),
     (-25000, "-2.5万"), (1.5e12, "1.5兆"), (1234.5, "1,234.5"), (45670000, "4,567万")],
)  # fmt: skip
def test_numbers_are_read_with_man_and_oku(number, text):
    assert said(number) == text


def test_numbers_of_other_languages_have_their_thousands_parted():
    assert said(44000000, " t", japanese=False) == "44,000,000 t"


@pytest.mark.parametrize(
    ("text", "number"), [("1,234", 1234), ("１２", 12), (" 0.5 ", 0.5), ("", None), ("−3", -3), ("-", None)]
)
def test_cells_hold_numbers(text, number):
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["x", "1.2.3", "nan", "inf", "12トン"])
def test_what_is_no_number_is_none(text):
    with pytest.raises(ValueError):
        number_in(text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a,b\n", 1, "line of names"),
        ("", 1, "line of names"),
        ("a,b\n1\n", 2, "1 cells"),
        ("a,a\n1,2\n", 1, "same name"),
        ('a,b\n"1,2\n', 2, "CSV"),
    ],
)
def test_a_faulty_table_is_told_with_its_line(text, line, words):
    with pytest.raises(Unreadable, match=words) as error:
        read_table(text)
    assert error.value.line == line


def test_small_parts():
    assert are_times(["2024", "2025年"]) and are_times(["2024-01"]) and not are_times(["2024", "中国"])
    assert names_in("a、b", ["a", "b"]) == ["a", "b"]
    assert names_in("a,b", ["a,b"]) == ["a,b"]
    assert places.bounds_of("-10 30 40 70") == (-10, 30, 40, 70)
    assert places.points_in("1 2 甲; -3.5 4 乙 丙") == (places.Point(1, 2, "甲"), places.Point(-3.5, 4, "乙 丙"))
    assert places.lines_in("1 2, 3 4 線")[0].name == "線"
    assert len(maps.countries()) > 170
    assert _thinned("M0,0L0.1,0.1L5,5L9,-3Z") == "M0,0l5,5 4-8Z"


@pytest.mark.parametrize("text", ["x", "1", "91 91 北", "0 91 x"])
def test_a_place_that_is_none_is_told(text):
    with pytest.raises(ValueError):
        places.points_in(text)


@pytest.mark.parametrize("kind", specs.TYPES)
@pytest.mark.parametrize("width", [specs.NARROW, specs.WIDE])
def test_each_type_is_drawn_as_large_as_it_says_alike_each_time(kind, width):
    points = tuple((str(2020 + n), float(10 + n * n), series, "") for n in range(4) for series in ("甲", "乙"))
    values = specs.Values(kind, points, "", "", "円", (), True)
    spec = specs.spec_of(values, width)
    one, two = drawn(spec), drawn(json.loads(json.dumps(spec)))
    assert one == two
    root = ET.fromstring(one)
    assert (int(root.get("width")), int(root.get("height"))) == specs.size_of(values, width)
    assert "prefers-color-scheme:dark" in one
    assert any(dark in one for dark in DARK.values())
    assert "Kawaraban" not in one


def test_a_map_shades_countries_and_names_places():
    shaded = maps.Shaded((("CHN", 5.0), ("JPN", 1.0)), (places.Point(153.98, 24.29, "南鳥島"),), (), None, "", True)
    svg = drawn(maps.spec_of(shaded, specs.WIDE))
    assert "南鳥島" in svg
    assert {"#6d1f19", "#e9e3d7"} & {*__import__("re").findall(r'fill="(#\w+)"', svg)}
    assert len(svg) < 150_000


def test_a_post_shows_drawing_words_table_and_csv(blog):
    blog.write("posts/t.csv", TABLE)
    blog.post("a", "```{chart} t.csv\n:type: ranking\n:x: 国\n:y: 量\n:title: <量>\n:unit: トン\n:source: S & S\n```\n")
    blog.press()
    page = lxml.html.document_fromstring(blog.read("a.html"))
    (figure,) = page.find_class("kw-chart")
    image = figure.xpath(".//img")[0]
    assert image.get("alt") == "<量>の図。全部で2件。最大は中国 4,400万トン、最小はブラジル 2,100万トン。"
    assert (image.get("width"), image.get("height")) == ("358", "80")
    for source in (image.get("src"), figure.xpath(".//source/@srcset")[0]):
        assert ET.fromstring(blog.read(source)).tag.endswith("svg")
    assert figure.find_class("kw-chart-title")[0].text == "<量>"
    assert "出典：S & S" in figure.xpath("string(figcaption)")
    assert [cell.text for cell in figure.xpath(".//tbody/tr[1]/td")] == ["中国", "CHN", "44,000,000", "2024"]
    assert blog.read(figure.xpath(".//a[@download]/@href")[0]) == TABLE
    feed = blog.read("blog/atom.xml")
    assert "_images/chart." in feed
    assert "ブラジル" in feed


def test_a_map_in_a_post(blog):
    blog.post(
        "a", "```{map}\n:key: 符号\n:value: 量\n:name: 国\n:title: 地図\n:points: 139.7 35.7 東京\n" + TABLE + "```\n"
    )
    blog.press()
    page = lxml.html.document_fromstring(blog.read("a.html"))
    assert page.xpath("//figure//img/@alt") == [
        "地図: 2か国を塗り分けた地図。最大は中国 4,400万。 印を付けた場所は東京。"
    ]
    assert len(page.find_class("kw-chart-legend")[0]) >= 2


def test_a_changed_table_changes_the_drawing_and_nothing_stays_behind(blog, make_blog):
    blog.write("posts/t.csv", TABLE)
    blog.post("a", "```{chart} t.csv\n:y: 量\n```\n")
    blog.press()
    before = {name for name in blog.files() if "/chart." in name}
    blog.write("posts/t.csv", TABLE.replace("44000000", "33000000"))
    blog.press()
    after = {name for name in blog.files() if "/chart." in name}
    assert len(before) == len(after) == 2
    assert not before & after
    clean = make_blog("clean")
    clean.write("posts/t.csv", TABLE.replace("44000000", "33000000"))
    clean.post("a", "```{chart} t.csv\n:y: 量\n```\n")
    clean.press()
    assert clean.files() == blog.files()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("```{chart} none.csv\n```", "none.csv"),
        ("```{chart} t.csv\n:y: 料\n```", "料"),
        ("```{chart} t.csv\n:y: 国\n```", "posts/t.csv:2"),
        ("```{chart} t.csv\n:type: piie\n```", "pie"),
        ("```{chart} t.csv\n:y: 量\n:sort: up\n```", "ascending"),
        ("```{chart}\n```", "CSV"),
        ("```{map} t.csv\n:key: 国\n:value: 量\n```", "JPN"),
        ("```{map}\n:region: atlantis\n```", "asia"),
        ("```{map}\n:points: here\n```", "153.98"),
    ],
)
def test_a_mistake_names_the_line_and_what_would_be_right(blog, body, words):
    blog.write("posts/t.csv", TABLE)
    blog.post("a", f"本文。\n\n{body}\n")
    said = blog.fails()
    assert said.startswith("posts/a.md:7: ")
    assert words in said
