"""Front matter: each key's values, and one clear line for each mistake."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kawaraban.dates import parse_date
from kawaraban.encoding import decode, may_have_title
from kawaraban.frontmatter import read

TOKYO = ZoneInfo("Asia/Tokyo")


def taken(lines, body="# 題\n"):
    matter, faults = read(f"---\n{lines}\n---\n{body}", TOKYO)
    assert faults == []
    return matter


def faults(lines, body="# 題\n"):
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
def test_a_date_is_a_moment_in_the_blogs_zone(text, moment):
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
def test_what_is_no_date_is_refused_with_what_would_be_right(text, hint):
    with pytest.raises(ValueError, match=hint):
        parse_date(text, TOKYO)


@pytest.mark.parametrize("value", ["甲、乙", "甲, 乙", "[甲, 乙]", "\n  - 甲\n  - 乙", "[甲、乙]", "甲,乙,甲"])
def test_labels_are_a_text_or_a_list(value):
    assert taken(f"date: 2025-01-01\ntags: {value}").tags == ("甲", "乙")


@pytest.mark.parametrize("value", ["", "[]", "null", '""', "、"])
def test_no_label_is_no_label(value):
    assert taken(f"date: 2025-01-01\ncategory: {value}").category == ()


def test_every_key_is_taken():
    matter = taken(
        "title: 2025\ndate: 2025-01-01\nupdated: 2025-02-01 10:00\ncategory: 甲\ntags: yes\nauthor: elh\n"
        "description: 紹介\nimage: a.png\nimage_alt: 絵\ndraft: false\nredirect_from: [/old.html, 2010/x/]\n"
        "series: 連載\nid: tag:x,2000:1\nlang: en-GB\ncanonical: https://a.example/b\n"
        "myst: {enable_extensions: [linkify]}\nhtml_meta: {robots: noindex}"
    )
    assert (matter.title, matter.tags, matter.draft, matter.lang) == ("2025", ("yes",), False, "en-GB")
    assert matter.redirect_from == ("/old.html", "/2010/x/")
    assert matter.myst == {"enable_extensions": ["linkify"]}
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
        ("date: 2025-01-01\ntags: [甲", 3, "YAML"),
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
def test_a_mistake_is_one_line_with_its_place(lines, line, what):
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
def test_a_key_of_another_program_is_told_with_what_it_is_called_here(line, remedy):
    (fault,) = faults(f"date: 2025-01-01\n{line}")
    assert fault.line == 3
    assert remedy in fault.text


def test_front_matter_in_toml_is_told():
    (fault,) = read('+++\ntitle = "題"\ndate = 2025-01-01\n+++\n文。\n', TOKYO)[1]
    assert fault.line == 1
    assert "TOML" in fault.text


def test_all_mistakes_are_told_at_once():
    assert len(faults("date: 明日\ntagz: 甲\ndraft: 3")) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [("本文だけ\n", 1), ("\n---\ndate: 2025-01-01\n---\n# 題\n", 1), ("---\ndate: 2025-01-01\n\n# 題\n", 1)],
)
def test_front_matter_stands_first_and_is_closed(text, line):
    (fault,) = read(text, TOKYO)[1]
    assert fault.line == line


@pytest.mark.parametrize("body", ["本文。\n", "## 二段目\n", "#札\n", "    # コード\n"])
def test_a_post_without_any_title_is_refused(body):
    assert "title" in faults("date: 2025-01-01", body)[0].text


@pytest.mark.parametrize("body", ["# 題", "題\n===", "文。\n\n# 後の題", "~~~\n```\n~~~\n# 題"])
def test_a_heading_of_the_first_level_is_seen(body):
    assert may_have_title(body)
    assert faults("date: 2025-01-01", body) == []


def test_a_file_in_shift_jis_is_named_so():
    (fault,) = decode("---\ntitle: 題\n---\n".encode("cp932"))[1]
    assert fault.line == 2
    assert "Shift_JIS" in fault.text


def test_bom_and_windows_line_ends_are_fine():
    assert decode(b"\xef\xbb\xbf---\r\na\r\n") == ("---\na\n", [])


def test_control_characters_are_told_with_their_line():
    (fault,) = decode("一\n二\x08\n".encode())[1]
    assert (fault.line, "U+0008" in fault.text) == (2, True)
