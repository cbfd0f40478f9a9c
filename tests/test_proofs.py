"""The gentle reading of posts: what fails in silence is told with its line, and what is meant is left alone."""

from __future__ import annotations

import pytest

from kawaraban.sources.proofreading import proofread
from tests.conftest import Blog

TOLD = [
    ("＃見出し", "＃"), ("文。\n\n＃＃ 見出し", "＃＃"), ("これは＊強調＊です", "＊強調＊"), ("＊＊強調＊＊", "＊＊強調＊＊"),
    ("｜国｜量｜\n｜日本｜1｜", "｜国｜量｜"), ("［札］（https://example.org/）", "［札］"), ("[札]（https://example.org/）", "[札]"),
    ("［札］（a.html）", "［札］"), ("＞引用", "＞"), ("｀コード｀", "｀コード｀"), ("ﾚｱｱｰｽの話", "レアアース"), ("か\u3099く", "が"), ("e\u0301te", "é"),
    ("** 空き **です", "** 空き **"), ("**閉じない", "**閉じない"), ("~~消し", "~~消し"), ("これは__強調__です", "__"),
    ("港は[[港の話]]へ", "[[港の話]]"), ("![[港.png|300]]", "![[港.png|300]]"), ("これは==印==です", "==印=="), ("文%%覚え書き%%文", "%%覚え書き%%"),
    ("これは #港 の話", "#港"), ("#見出し", "#見出し"), ("##見出し", "##見出し"), ("[[toc]]", "[[toc]]"), ("[TOC]", "[TOC]"), ("- 目次\n{:toc}", "{:toc}"),
    ("{{< youtube dQw4w9WgXcQ >}}", "{{< youtube"), ("{{<youtube id>}}", "{{…}}"), ("{{% notice %}}", "{{% notice %}}"),
    ('[前](' + '{{< relref "a.md" >}})', "{{< relref"), ("{% include a.html %}", "{% include"), ("住所は{{ site.baseurl }}/です", "{{ site.baseurl }}"),
    ("文。\n{: .lead}", "{: .lead}"), ("{::comment}", "{::comment}"), ("[資料](a b.pdf)", "[資料](a b.pdf)"), ("文^[脚注]", "^[脚注]"),
    ('!!! note "題"\n    文', '!!! note'), ("<div markdown=\"1\">\n**強**\n</div>", "markdown="), ("文である。\n---", "---"), ("#### 四", "####"),
    (":::columns 題\n文\n:::", "題"), (":::message\n＃見出し\n:::", "＃"), ("> [!NOTE]\n> [[港]]", "[[港]]"), ("| a |\n|---|\n| [[港]] |", "[[港]]"),
    ("文。 ^a1b2", "^a1b2"), ("*[HTML]: Hyper", "*[HTML]: Hyper"), ("# 一\n\n# 二", "#"),
    ("```{note}\n＃見出し\n```", "＃"), ("- 項\n- **閉じない", "**閉じない"), ("| a |\n|---|\n| ＊x＊ |", "＊x＊"),
]  # fmt: skip
LEFT = [
    "## 見出し", "**強調**です", r"\*\*星\*\*", "`**`", "```\n＃ **\n```", "```{code-block} md\n＃見出し\n```", "2 * 3 * 4", "注＊1", "a｜b", "［注］（参考）",
    "[[1]](https://example.org/)", "`[[a]]`", "[^1]\n\n[^1]: 注", "`{{< a >}}`", "```\n{{< a >}} [[b]]\n```", "C# と F#", "#1 と #fff", "a == b == c", "100%%",
    "https://example.org/#港", "{ruby}`漢字|かんじ`", "{.lead}\n文。", "[資料](<a b.pdf>)", "![資料](a b.png)", '[資料](a.pdf "題 名")', "注（a b.c）", r"\[[港]]",
    "2 ^ 3", "x^2", "# 題\n\n## 節", "題\n---", "## 二\n\n### 三\n\n## 二", ":::message\n文\n:::", ":::details 題\n文\n:::", "@[card](https://example.org/)", "[x] と (a/b)", "{a: b}", "#",
    "５．全角の番号", "・中黒の箇条", "https://example.org/a__b__c", "$a**b$ と", "__init__.py".join("``"), "塚\ufe00", "神", "①〜③", "%%",
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_fails_in_silence_is_told_with_its_line(text: str, told: str) -> None:
    faults = proofread(f"---\ntitle: 題\n---\n文。\n\n{text}\n")
    assert [told in fault.text for fault in faults] == [True]
    assert "\n".join(["---", "title: 題", "---", "文。", "", text]).split("\n")[faults[0].line - 1].strip()
    assert faults[0].line >= 6


@pytest.mark.parametrize("text", LEFT)
def test_what_is_meant_is_left_alone(text: str) -> None:
    assert proofread(f"文。\n\n{text}\n") == []


def test_check_tells_and_goes_on(blog: Blog) -> None:
    blog.post("a", "文。\n\n＃見出し\n")
    assert "posts/a.md:7: “＃”" in blog.press(proofread=True).replace("「", "“").replace("」", "”")
    assert "＃" not in blog.press()
