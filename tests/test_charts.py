"""Charts and maps: numbers as Japanese writes them, tables read strictly, drawings that are the same everywhere."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

import kawaraban
from kawaraban.directives.charts import chart_spec, geography, labels, map_spec
from kawaraban.directives.charts.palette import DARK, LIGHT, RED, SCALE, colours_of
from kawaraban.directives.charts.pie_spec import spread
from kawaraban.directives.charts.postprocess import _thinned, postprocessed
from kawaraban.directives.charts.render import render_svg
from kawaraban.directives.charts.tables import Unreadable, are_times, format_number, names_in, number_in, read_table
from tests.conftest import Blog, html_tree

TABLE = "国,符号,量,年\n中国,CHN,44000000,2024\nブラジル,BRA,21000000,2024\nインド,IND,,2024\n"


@pytest.mark.parametrize(
    ("number", "text"),
    [(44000000, "4,400万"), (123456789, "1.23億"), (9999, "9,999"), (10000, "1万"), (0.5, "0.5"), (0, "0"), (None, "–"),
     (-25000, "-2.5万"), (1.5e12, "1.5兆"), (1234.5, "1,234.5"), (45670000, "4,567万")],
)  # fmt: skip
def test_numbers_are_read_with_man_and_oku(number: float | None, text: str) -> None:
    assert format_number(number) == text


def test_numbers_of_other_languages_have_their_thousands_parted() -> None:
    assert format_number(44000000, " t", japanese=False) == "44,000,000 t"


@pytest.mark.parametrize(
    ("text", "number"), [("1,234", 1234), ("１２", 12), (" 0.5 ", 0.5), ("", None), ("−3", -3), ("-", None)]
)
def test_cells_hold_numbers(text: str, number: float | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["x", "1.2.3", "nan", "inf", "12トン"])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        number_in(text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a,b\n", 1, "line of column names"),
        ("", 1, "line of column names"),
        ("a,b\n1\n", 2, "1 cells"),
        ("a,a\n1,2\n", 1, "same name"),
        ('a,b\n"1,2\n', 2, "CSV"),
    ],
)
def test_a_faulty_table_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as error:
        read_table(text)
    assert error.value.line == line


def test_small_parts() -> None:
    assert are_times(["2024", "2025年"]) and are_times(["2024-01"]) and not are_times(["2024", "中国"])
    assert names_in("a、b", ["a", "b"]) == ["a", "b"]
    assert names_in("a,b", ["a,b"]) == ["a,b"]
    assert geography.bounds_of("-10 30 40 70") == (-10, 30, 40, 70)
    assert geography.points_in("1 2 甲; -3.5 4 乙 丙") == (
        geography.Point(1, 2, "甲"),
        geography.Point(-3.5, 4, "乙 丙"),
    )
    assert geography.lines_in("1 2, 3 4 線")[0].name == "線"
    assert len(map_spec.countries()) > 170
    assert _thinned("M0,0L0.1,0.1L5,5L9,-3Z") == "M0,0l5,5 4-8Z"


@pytest.mark.parametrize("text", ["x", "1", "91 91 北", "0 91 x"])
def test_a_place_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError):
        geography.points_in(text)


@pytest.mark.parametrize("kind", chart_spec.TYPES)
@pytest.mark.parametrize("width", [chart_spec.NARROW, chart_spec.WIDE])
def test_each_type_is_drawn_as_large_as_it_says_alike_each_time(kind: str, width: int) -> None:
    points = tuple((str(2020 + n), float(10 + n * n), series, "") for n in range(4) for series in ("甲", "乙"))
    values = chart_spec.ChartData(kind, points, "", "", "円", (), True)
    spec = chart_spec.spec_of(values, width)
    one, two = render_svg(spec), render_svg(json.loads(json.dumps(spec)))
    assert one == two
    root = ET.fromstring(one)
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == chart_spec.size_of(values, width)
    assert "prefers-color-scheme:dark" in one
    assert {element.get(name) for element in root.iter() for name in ("fill", "stroke")} <= {None, "none"}
    assert "Kawaraban" not in one


def test_a_drawing_has_classes_for_colours_and_no_more_than_what_is_seen() -> None:
    svg = postprocessed(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><g role="x"><g>'
        '<path class="background" d="M0,0h9v9h-9Z"/><path class="foreground" d="" display="none"/><g class="a"/>'
        '<path class="background" d="M0,0h1.25v9h-9Z" fill="sea" stroke="ink" clip-path="url(#clip17)"/>'
        '<text transform="translate(0,0)" x="0.123" opacity="1" fill="ink">0.125 &lt; 1</text></g></g>'
        '<defs><clipPath id="clip17"><rect width="9"/></clipPath></defs></svg>'
    )
    style, body = svg.split("</style>")
    assert body == (
        '<path d="M0,0h1.2v9h-9Z" clip-path="url(#k1)" class="f-sea s-ink"/>'
        '<text x="0.1" class="f-ink">0.125 &lt; 1</text><defs><clipPath id="k1"><rect width="9"/></clipPath></defs></svg>'
    )
    light, dark = style.split("@media(prefers-color-scheme:dark)")
    for part, colours in ((light, LIGHT), (dark, DARK)):
        assert (
            f".f-ink{{fill:{colours['ink']}}}.f-sea{{fill:{colours['sea']}}}.s-ink{{stroke:{colours['ink']}}}" in part
        )
    assert "xlink" not in svg


def test_a_map_shades_countries_and_names_places() -> None:
    shaded = map_spec.MapData(
        (("CHN", 5.0), ("JPN", 1.0)), (geography.Point(153.98, 24.29, "南鳥島"),), (), None, "", True
    )
    svg = render_svg(map_spec.spec_of(shaded, chart_spec.WIDE))
    assert "南鳥島" in svg
    assert {"f-scale4", "f-land"} <= {*re.findall(r"\bf-\w+", svg.split("</style>")[1])}
    assert len(svg) < 150_000


def test_a_post_shows_drawing_words_table_and_csv(blog: Blog) -> None:
    blog.write("posts/t.csv", TABLE)
    blog.post("a", "```{chart} t.csv\n:type: ranking\n:x: 国\n:y: 量\n:title: <量>\n:unit: トン\n:source: S & S\n```\n")
    blog.build()
    page = html_tree(blog.read("a.html"))
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


def test_a_map_in_a_post(blog: Blog) -> None:
    blog.post(
        "a", "```{map}\n:key: 符号\n:value: 量\n:name: 国\n:title: 地図\n:points: 139.7 35.7 東京\n" + TABLE + "```\n"
    )
    blog.build()
    page = html_tree(blog.read("a.html"))
    assert page.xpath("//figure//img/@alt") == [
        "地図: 2か国を塗り分けた地図。最大は中国 4,400万。 印を付けた場所は東京。"
    ]
    assert len(page.find_class("kw-chart-legend")[0]) >= 2


def test_a_changed_table_changes_the_drawing_and_nothing_stays_behind(
    blog: Blog, make_blog: Callable[[str], Blog]
) -> None:
    blog.write("posts/t.csv", TABLE)
    blog.post("a", "```{chart} t.csv\n:y: 量\n```\n")
    blog.build()
    before = {name for name in blog.files() if "/chart." in name}
    blog.write("posts/t.csv", TABLE.replace("44000000", "33000000"))
    blog.build()
    after = {name for name in blog.files() if "/chart." in name}
    assert len(before) == len(after) == 2
    assert not before & after
    clean = make_blog("clean")
    clean.write("posts/t.csv", TABLE.replace("44000000", "33000000"))
    clean.post("a", "```{chart} t.csv\n:y: 量\n```\n")
    clean.build()
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
def test_a_mistake_names_the_line_and_what_would_be_right(blog: Blog, body: str, words: str) -> None:
    blog.write("posts/t.csv", TABLE)
    blog.post("a", f"本文。\n\n{body}\n")
    message = blog.fails()
    assert message.startswith("posts/a.md:7: ")
    assert words in message


CITIES = "139.7 35.7 東京; 140.5 36.5 水戸; 127 37.5 ソウル; -74 40.7 ニューヨーク; -0.1 51.5 ロンドン; 2.3 48.9 パリ; 13.4 52.5 ベルリン; 12.5 41.9 ローマ"
ROUTE = "106.9 47.9, 112.0 43.6, 117.7 39.0 天津; -171.5 66.1, -169.0 65.8 ベーリング海峡, -166.5 65.5"


def names_in_drawing(svg: str) -> dict[str, labels.Box]:
    """The box of each name in a drawing of names alone, by its text."""
    found = {}
    for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        x, y = map(float, re.findall(r"[-\d.]+", text.attrib["transform"].partition("translate")[2])[:2])
        size = float(text.attrib["font-size"].removesuffix("px"))
        align = {"start": "left", "end": "right", "middle": "center", None: "left"}[text.get("text-anchor")]
        words = "".join(text.itertext())
        found[words] = labels.box_of(labels.Placement(x, y - size * 0.35, align, far=False), words, size)
    return found


def overlaps(boxes: dict[str, labels.Box]) -> list[tuple[str, str]]:
    return [
        (one, two)
        for (one, (left, top, right, bottom)), (two, (start, above, end, below)) in itertools.combinations(
            boxes.items(), 2
        )
        if left < end and start < right and top < below and above < bottom
    ]


@pytest.mark.parametrize("width", [chart_spec.NARROW, chart_spec.WIDE])
@pytest.mark.parametrize(
    ("points", "lines", "region"), [(CITIES, "", "world"), ("106.9 47.9 ウランバートル", ROUTE, "92 12 200 70")]
)
def test_names_on_a_map_are_whole_and_not_upon_each_other(width: int, points: str, lines: str, region: str) -> None:
    shaded = map_spec.MapData(
        (), geography.points_in(points), geography.lines_in(lines), geography.bounds_of(region), "", True
    )
    boxes = names_in_drawing(render_svg(map_spec.spec_of(shaded, width)))
    _width, height = map_spec.size_of(shaded, width)
    assert len(boxes) == len(shaded.points) + len(shaded.lines)
    assert min(min(box) for box in boxes.values()) >= 0
    assert max(right for _left, _top, right, _bottom in boxes.values()) <= width
    assert max(box[3] for box in boxes.values()) <= height
    assert overlaps(boxes) == []


def test_the_name_of_a_line_stands_where_it_is_written() -> None:
    shaded = map_spec.MapData((), (), geography.lines_in(ROUTE), geography.bounds_of("92 12 200 70"), "", True)
    projection = map_spec._projection(shaded, chart_spec.WIDE, map_spec.size_of(shaded, chart_spec.WIDE)[1])
    x, y = map_spec.pixels(projection, 117.7, 39.0)
    left, top, right, bottom = names_in_drawing(render_svg(map_spec.spec_of(shaded, chart_spec.WIDE)))["天津"]
    assert min(abs(left - x), abs(right - x)) < 20
    assert top - 20 < y < bottom + 20


@pytest.mark.parametrize("width", [chart_spec.NARROW, chart_spec.WIDE])
def test_names_of_points_in_a_plane_are_not_upon_each_other(width: int) -> None:
    rows = [
        (1, 10, "日本"),
        (1.1, 10.2, "大韓民国"),
        (1.15, 9.9, "台湾"),
        (4.9, 30.5, "カナダ"),
        (5, 31, "オーストラリア"),
    ]
    values = chart_spec.ChartData("scatter", tuple((str(x), y, "", name) for x, y, name in rows), "", "", "", (), True)
    boxes = {
        name: box
        for name, box in names_in_drawing(render_svg(chart_spec.spec_of(values, width))).items()
        if not name[0].isdigit()
    }
    assert {*boxes} == {name for _x, _y, name in rows}
    assert overlaps(boxes) == []


SHARES = (
    ("中国", 270),
    ("アメリカ", 45),
    ("ミャンマー", 31),
    ("オーストラリア", 13),
    ("ナイジェリア", 13),
    ("タイ", 13),
    ("その他", 8),
)


@pytest.mark.parametrize("width", [chart_spec.NARROW, chart_spec.WIDE])
@pytest.mark.parametrize("highlight", [(), ("中国",)])
def test_each_slice_of_a_pie_has_its_name_and_differs_from_its_neighbours(
    width: int, highlight: tuple[str, ...]
) -> None:
    points = tuple((name, float(number), "", "") for name, number in SHARES)
    values = chart_spec.ChartData("pie", points, "", "", "トン", highlight, True)
    spec = chart_spec.spec_of(values, width)
    colours = [row["c"] for row in spec["layer"][1]["data"]["values"]]
    assert all(one != two for one, two in zip(colours, [*colours[1:], colours[0]], strict=True))
    assert (colours.count(RED) == 1) and colours[0] == RED
    boxes = {}
    for row in spec["layer"][2]["data"]["values"]:
        for number, line in enumerate(row["t"] if isinstance(row["t"], list) else [row["t"]]):
            place = labels.Placement(row["x"], row["y"] + 17 * number, row["a"], far=False)
            boxes[f"{row['t']}{number}"] = labels.box_of(place, line, 12.5)
    assert len(boxes) >= len(SHARES)
    assert overlaps(boxes) == []
    _width, height = chart_spec.size_of(values, width)
    assert min(min(box) for box in boxes.values()) >= 0
    assert max(right for _left, _top, right, _bottom in boxes.values()) <= width
    assert max(box[3] for box in boxes.values()) <= height
    svg = render_svg(spec)
    assert "69%" in svg and all(name in svg for name, _number in SHARES)


def test_drawings_have_the_colours_of_the_page() -> None:
    styles = Path(kawaraban.__file__).parent / "theme/kawaraban/styles"
    tokens, figures = ((styles / name).read_text("utf-8") for name in ("00-tokens.css", "35-figures.css"))
    for name in ("ink", "muted", "rule", "coast", "series0", "series1"):
        assert f"light-dark({LIGHT[name]}, {DARK[name]})" in tokens, name
    for name in SCALE:
        assert f".kw-shade-{name[-1]} {{ background: light-dark({LIGHT[name]}, {DARK[name]}); }}" in figures, name


def test_colours_that_stand_back_differ_too() -> None:
    for hot in ([False, True, False, False, False], [True, False, False, False, False, False, False]):
        found = colours_of(hot)
        assert found.count(RED) == 1
        assert all(one != two for one, two in itertools.pairwise(found))


def test_words_of_slices_keep_apart() -> None:
    assert spread([10, 11, 12], 10, 5, 100) == [10, 20, 30]
    assert spread([98, 99, 99.5], 10, 5, 100) == [80, 90, 100]
    assert spread([50] * 5, 30, 0, 100) == [0, 25, 50, 75, 100]
