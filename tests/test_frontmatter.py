"""Front matter: each key's values, and one clear line for each mistake."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kawaraban.model.frontmatter import FrontMatter, read
from kawaraban.model.frontmatter.myst_keys import read_page
from kawaraban.text.dates import parse_date
from kawaraban.text.encoding import Fault, decode, may_have_title

TOKYO = ZoneInfo("Asia/Tokyo")


def taken(lines: str, body: str = "# 題\n") -> FrontMatter:
    matter, faults = read(f"---\n{lines}\n---\n{body}", TOKYO)
    assert faults == []
    return matter


def faults(lines: str, body: str = "# 題\n") -> list[Fault]:
    return read(f"---\n{lines}\n---\n{body}", TOKYO)[1]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-10-27", "2025-10-27T00:00:00+09:00"),
        ("2025-10-27 08:30", "2025-10-27T08:30:00+09:00"),
        ("2025-10-27 08:30:15", "2025-10-27T08:30:15+09:00"),
        ("2025-10-27T08:30:00+09:00", "2025-10-27T08:30:00+09:00"),
        ("2025-10-27T08:30Z", "2025-10-27T17:30:00+09:00"),
        ("2025-10-27 08:30 -05:00", "2025-10-27T22:30:00+09:00"),
    ],
)
def test_a_date_is_a_moment_in_the_blogs_zone(text: str, moment: str) -> None:
    assert parse_date(text, TOKYO) == datetime.fromisoformat(moment)
    assert parse_date(text, TOKYO).isoformat() == moment


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026-13-45", "2026-13-45"),
        ("2025-02-30", "2025-02-30"),
        ("2025-10-27 25:00", "25:00"),
        ("2026/02/01", "2026-02-01"),
        ("2026年2月1日", "2026-02-01"),
        ("２０２６-02-01", "2026-02-01"),
        ("20260201", "2026-02-01"),
        ("1/2/2026", "2025-10-27"),
        ("2026-02", "2025-10-27"),
        ("明日", "2025-10-27"),
    ],
)
def test_what_is_no_date_is_refused_with_what_would_be_right(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        parse_date(text, TOKYO)


@pytest.mark.parametrize("value", ["甲、乙", "甲, 乙", "[甲, 乙]", "\n  - 甲\n  - 乙", "[甲、乙]", "甲,乙,甲"])
def test_labels_are_a_text_or_a_list(value: str) -> None:
    assert taken(f"date: 2025-01-01\ntags: {value}").tags == ("甲", "乙")


@pytest.mark.parametrize("value", ["", "[]", "null", '""', "、"])
def test_no_label_is_no_label(value: str) -> None:
    assert taken(f"date: 2025-01-01\ncategory: {value}").category == ()


def test_every_key_is_taken() -> None:
    matter = taken(
        "title: 2025\ndate: 2025-01-01\nupdated: 2025-02-01 10:00\ncategory: 甲\ntags: yes\nauthor: elh\n"
        "description: 紹介\nimage: a.png\nimage_alt: 絵\ndraft: false\nredirect_from: [/old.html, 2010/x/]\n"
        "series: 連載\nid: tag:x,2000:1\nlang: en-GB\ncanonical: https://a.example/b\n"
        "myst: {enable_extensions: [linkify]}\nhtml_meta: {robots: noindex}"
    )
    assert (matter.title, matter.tags, matter.draft, matter.lang) == ("2025", ("yes",), False, "en-GB")
    assert matter.redirect_from == ("/old.html", "/2010/x/")
    assert matter.myst == {"enable_extensions": ["linkify"]}
    assert matter.updated
    assert matter.updated.isoformat() == "2025-02-01T10:00:00+09:00"


@pytest.mark.parametrize(
    ("lines", "line", "what"),
    [
        ("date: 2025-01-01\ncategories: 甲", 3, "category"),
        ("date: 2025-01-01\ntag: 甲", 3, "tags"),
        ("date: 2025-01-01\ndraft: maybe", 3, "true"),
        ("date: 2025-01-01\ndraft: yes", 3, "true"),
        ("date: 2025-01-01\ndate: 2025-01-02", 3, "date"),
        ("title：題", 2, "title: "),
        ("date: 2025-01-01\ntitle: 題: 副題", 3, "'題: 副題'"),
        ("date: 2025-01-01\ntitle: `<b>` 題", 3, "'`<b>` 題'"),
        ("date: 2025-01-01\n\ttags: 甲", 3, "tab"),
        ("date: 2025-01-01\ntags: [甲", 3, "“[”"),
        ("title:題\ndate: 2025-01-01", 2, "title: 題"),
        ('title: "題\ndate: 2025-01-01', 2, "quotation mark"),
        ("題名: 題\ndate: 2025-01-01", 2, "title"),
        ("title: 題\ndate: 令和7年10月27日", 3, "2025-10-27"),
        ("- 甲\n- 乙", 2, "key: value"),
        ("date: 2025-01-01\ntitle: [甲]", 3, "title"),
        ("date: 2025-01-01\nmyst: 甲", 3, "myst"),
        ("date: 2025-01-01\nredirect_from: ../../escape", 3, "escape"),
        ("date: 2025-01-01\nredirect_from: https://x.example/a", 3, "x.example"),
        ("date: 2025-01-01\ncanonical: b.html", 3, "canonical"),
        ("date: 2025-01-01\nlang: 日本語", 3, "lang"),
        ("title: 題", 1, "date"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(lines: str, line: int, what: str) -> None:
    found = faults(lines)
    assert found[0].line in (line, line + 1)
    assert what in found[0].text


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("categories: [甲]", "“category”"), ("topics: [甲]", "“tags”"), ("lastmod: 2025-01-02", "“updated”"), ("updated_at: ''", "“updated”"),
        ("cover: a.png", "“image”"), ("thumbnail: a.png", "“image”"), ("coverImage: a.png", "“image”"), ("summary: 文", "“description”"),
        ("excerpt: 文", "“description”"), ("permalink: /a/", "“redirect_from”"), ("aliases: [/a/]", "“redirect_from”"), ("authors: [甲]", "“author”"),
        ("published: false", "“draft: true”"), ("private: true", "“draft: true”"), ("ignorePublish: true", "“draft: true”"),
        ("published: true", "delete the line"), ("private: false", "delete the line"), ("layout: post", "delete the line"), ("emoji: 🐈", "delete the line"),
        ("type: tech", "delete the line"), ("slug: a", "name of its file"), ("titel: 題", "“title”"), ("cover: {image: a.png}", "“image”"),
    ],
)  # fmt: skip
def test_a_key_of_another_program_is_told_with_what_it_is_called_here(line: str, remedy: str) -> None:
    (fault,) = faults(f"date: 2025-01-01\n{line}")
    assert fault.line == 3
    assert remedy in fault.text


def test_front_matter_in_toml_is_told() -> None:
    (fault,) = read('+++\ntitle = "題"\ndate = 2025-01-01\n+++\n文。\n', TOKYO)[1]
    assert fault.line == 1
    assert "TOML" in fault.text


def test_all_mistakes_are_told_at_once() -> None:
    assert len(faults("date: 明日\ntagz: 甲\ndraft: 3")) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("本文だけ\n", 1),
        ("\n---\ndate: 2025-01-01\n---\n# 題\n", 1),
        ("---\ndate: 2025-01-01\n\n# 題\n", 3),
        ("---\ndate: 2025-01-01\n# 題\n", 1),
        ("---\ndate: 2025-01-01\n――――\n# 題\n", 3),
        ("date: 2025-01-01\n---\n", 1),
    ],
)
def test_front_matter_stands_first_and_is_closed(text: str, line: int) -> None:
    (fault,) = read(text, TOKYO)[1]
    assert fault.line == line


@pytest.mark.parametrize("body", ["本文。\n", "## 二段目\n", "#札\n", "    # コード\n"])
def test_a_post_without_any_title_is_refused(body: str) -> None:
    assert "title" in faults("date: 2025-01-01", body)[0].text


@pytest.mark.parametrize("body", ["# 題", "題\n===", "文。\n\n# 後の題", "~~~\n```\n~~~\n# 題"])
def test_a_heading_of_the_first_level_is_seen(body: str) -> None:
    assert may_have_title(body)
    assert faults("date: 2025-01-01", body) == []


def test_a_file_in_shift_jis_is_named_so() -> None:
    (fault,) = decode("---\ntitle: 題\n---\n".encode("cp932"))[1]
    assert fault.line == 2
    assert "Shift_JIS" in fault.text


def test_bom_and_windows_line_ends_are_fine() -> None:
    assert decode(b"\xef\xbb\xbf---\r\na\r\n") == ("---\na\n", [])


def test_control_characters_are_told_with_their_line() -> None:
    (fault,) = decode("一\n二\x08\n".encode())[1]
    assert (fault.line, "U+0008" in fault.text) == (2, True)


BOMB = "myst:\n  a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"  {key}: &{key} [{','.join(9 * ['*' + before])}]\n" for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("lines", "line", "what"),
    [
        (BOMB, 4, "quotes"),
        (BOMB.replace("myst", "html_meta"), 4, "quotes"),
        ("myst: {a: &a 1}", 3, "quotes: myst: '{a: &a 1}'"),
        ("title: *強調* です", 3, "quotes: title: '*強調* です'"),
        ("title: &amp 題", 3, "quotes: title: '&amp 題'"),
        ("title: !すごい 話", 3, "quotes: title: '!すごい 話'"),
        ("draft: !!bool true", 3, "quotes"),
        ("myst:\n  <<: {a: 1}", 4, "quotes"),
        ("tags: " + "[" * 60_000, 3, "20"),
        ("tags:\n" + "".join(" " * n + "-\n" for n in range(1, 300)), 23, "20"),
        ("myst: " + "{a: " * 15_000, 3, "20"),
        ("title: " + "漢" * 20_000, 3, "20000"),
        ("# 覚え書き\ntitle: " + "漢" * 1_000_000, 4, "65536"),
        ("description: " + "漢" * 10_001, 3, "10001"),
        ("tags: [" + ", ".join(f"札{n}" for n in range(3_000)) + "]", 3, "100"),
        ("redirect_from:\n" + "".join(f"  - /{n}\n" for n in range(101)), 3, "100"),
        ("k" * 3_000 + ": 1", 3, "key: value"),
        ("? [甲, 乙]\n: 丙", 2, "key: value"),
        ("title: 題\n...\n--- 丙", 5, "YAML"),
        ("myst: {2025-01-01: x}", 3, "quotes"),
        ("myst: {x: 2025-99-99}", 3, "quotes"),
        ("myst: {x: " + "9" * 5_000 + "}", 3, "quotes"),
        ("html_meta: {robots: }", 3, "robots: noindex"),
        ("html_meta: 甲", 3, "robots: noindex"),
    ],
)
def test_no_front_matter_keeps_the_press_busy_or_brings_it_down(lines: str, line: int, what: str) -> None:
    (fault,) = faults(f"date: 2025-01-01\n{lines}")
    assert fault.line == line
    assert what in fault.text
    assert len(fault.text) < 300


@pytest.mark.parametrize("mark", ["\\a", "\\e", "\\0", "\\N", "\\x9f", "\\uFFFF", "\\uD800", "\\uDFFF"])
@pytest.mark.parametrize("line", ['title: "甲%s"', 'tags: ["%s"]', 'myst: {"%s": 1}', 'html_meta: {a: "%s"}'])
def test_a_control_character_is_refused_however_it_is_written(mark: str, line: str) -> None:
    (fault,) = faults("date: 2025-01-01\n" + line % mark)
    assert fault.line == 3
    assert "U+" in fault.text or "character" in fault.text


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_what_only_yaml_takes_for_a_line_end_is_told(mark: str) -> None:
    (fault,) = faults(f"date: 2025-01-01\ntitle: 甲{mark}乙")
    assert (fault.line, "U+" in fault.text) == (3, True)


@pytest.mark.parametrize("char", ["\x85", "\x80", "\x9f", "\x7f", "\uffff"])
def test_no_control_character_comes_in_as_it_is(char: str) -> None:
    (fault,) = decode(f"一\n二{char}".encode())[1]
    assert (fault.line, f"U+{ord(char):04X}" in fault.text) == (2, True)


@pytest.mark.parametrize(
    ("key", "odd"),
    [
        ('x"><script>=y', "x"),
        ("suffix=<script>", "suffix"),
        ("description on=click", "on=click"),
        ("property=", "property="),
        ("name=a b", "b"),
    ],
)
def test_a_key_of_html_meta_holds_attributes_of_a_meta_element(key: str, odd: str) -> None:
    for lines in (f"html_meta: {{'{key}': z}}", f"myst: {{html_meta: {{'{key}': z}}}}"):
        (fault,) = faults(f"date: 2025-01-01\n{lines}")
        assert fault.line == 3
        assert f"“{odd}" in fault.text
        assert read_page(f"---\n{lines}\n---\n")[2] == [(2, fault.text)]


def test_what_html_meta_is_for_is_taken() -> None:
    matter = taken('date: 2025-01-01\nhtml_meta: {robots: noindex, "description lang=en": a, "property=og:x": 5}')
    assert matter.html_meta == {"robots": "noindex", "description lang=en": "a", "property=og:x": "5"}


@pytest.mark.parametrize(
    "text", ["# 題\n", "", "文\n\n---\n", "---\norphan: true\nmyst: {heading_anchors: 2}\n---\n# 題\n"]
)
def test_a_page_may_have_front_matter_of_any_keys_or_none(text: str) -> None:
    assert read_page(text)[2] == []


@pytest.mark.parametrize(
    "lines",
    [
        BOMB,
        "a: " + "[" * 60_000,
        "a: " + "漢" * 70_000,
        "a: *b",
        "a: 2025-02-30",
        "a: [1, 2025-02-30]",
        'a: "\\a"',
        "a: [",
        "- a",
    ],
)
def test_front_matter_of_a_page_is_as_safe_as_that_of_a_post(lines: str) -> None:
    (fault,) = read_page(f"---\n{lines}\n---\n# 題\n")[2]
    assert 2 <= fault.line <= 3


def test_a_rule_at_the_top_of_a_page_is_not_taken_for_front_matter() -> None:
    assert read_page("----\n\na: &a [1]\n")[2] == [
        (1, "front matter begins with “---” alone on line 1; a rule is written “***”.")
    ]
