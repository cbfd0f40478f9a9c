"""The search index: folding, keys, the files, and that it is patched as it would be made anew."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawaraban.outputs.search.documents import Document, deflate, inflate, pack, unpack
from kawaraban.outputs.search.fold import fold
from kawaraban.outputs.search.inverted import invert, lines_of
from kawaraban.outputs.search.keys import keys_in, keys_of
from kawaraban.outputs.search.shards import count_for, decode, encode, patch, shard_of
from tests.conftest import Blog

FOLDED = json.loads(Path(__file__).with_name("fold.json").read_text("utf-8"))
texts = st.text("東京都がカーA1。 \n々", max_size=40)


def document(title: str = "題", *lines: str, labels: tuple[str, ...] = (), headings: tuple[int, ...] = ()) -> Document:
    return Document(title, "a.html", "2025-01-02", labels, lines, headings)


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "keys"),
    [("東京都", {"東", "京", "都", "東京", "京都"}), ("れあ泥", {*"れあ泥", "れあ", "あ泥"}), ("れあめ", {*"れあめ", "れあ", "あめ", "れあめ"}),
     ("a b", {"a", "b"}), ("ab\ncd", {*"abcd", "ab", "cd"}), ("", set()), ("𠮷野", {"𠮷", "野", "𠮷野"}), ("。」と", {*"。」と", "。」", "」と", "。」と"})],
)  # fmt: skip
def test_keys(text: str, keys: set[str]) -> None:
    assert keys_of(text) == keys


def test_keys_belong_to_the_best_place() -> None:
    keys = keys_in(document("東京", "京都の話", "東京と大阪", labels=("大阪",), headings=(0,)))
    assert "東京" in keys.title
    assert "大阪" in keys.title
    assert "京都" in keys.headings
    assert "と大" in keys.body
    assert not keys.title & keys.headings | keys.title & keys.body | keys.headings & keys.body


@given(st.sets(st.integers(0, 100_000)))
def test_lists_are_read_as_they_were_written(found: set[int]) -> None:
    numbers = sorted(found)
    assert decode(encode(numbers)) == numbers


@pytest.mark.parametrize(
    ("documents", "shards"),
    [(0, 64), (20, 64), (160, 64), (161, 128), (1000, 512), (5000, 2048), (8000, 4096), (8001, 16384), (10_000, 16384)],
)
def test_how_many_shards_there_are(documents: int, shards: int) -> None:
    assert count_for(documents) == shards


def test_a_document_and_a_shard_come_back() -> None:
    found = document("題", "一", "二", labels=("札",), headings=(0,))
    assert unpack(pack(found)) == found
    assert inflate(deflate("泥 0\n資源 1.2")) == "泥 0\n資源 1.2"


@given(st.lists(st.tuples(texts, texts), max_size=12), st.data())
def test_an_index_is_patched_as_it_is_made_anew(contents: list[tuple[str, str]], data: st.DataObject) -> None:
    def made(documents: list[Document]) -> list[str]:
        cut = data.draw(st.integers(0, len(documents)))
        parts = [invert(first, map(keys_in, some), 4) for first, some in ((0, documents[:cut]), (cut, documents[cut:]))]
        return ["\n".join(lines_of(pieces)) for pieces in zip(*parts, strict=True)]

    before = [document(title, *body.split("\n")) for title, body in contents]
    after = [data.draw(st.sampled_from([each, document("京都", "東京都が")])) for each in before]
    after += [document(data.draw(texts))]
    shards = made(before)
    changes: list[dict[str, list[tuple[int, int, bool]]]] = [{} for _ in shards]
    for number, new in enumerate(after):
        old = keys_in(before[number]) if number < len(before) else (set(), set(), set())
        for which, (gone, come) in enumerate(zip(reversed(old), reversed(keys_in(new)), strict=True)):
            for key in gone ^ come:
                changes[shard_of(key, 4)].setdefault(key, []).append((which, number, key in come))
    assert [patch(shard, each) for shard, each in zip(shards, changes, strict=True)] == made(after)


def tree(blog: Blog) -> dict[str, bytes]:
    files = sorted((blog.out / "search").rglob("*.*"))
    return {path.relative_to(blog.out).as_posix(): path.read_bytes() for path in files}


def test_an_edit_rewrites_only_what_it_touches(blog: Blog) -> None:
    words = ["南鳥島", "灯台", "石段", "資源", "世界", "情勢", "海峡", "計算", "夜勤", "泥", "瓦版", "新聞"]
    for number in range(62):
        blog.post(
            f"p{number:02}",
            "と".join(random.Random(number).sample(words, 5)) + "。\n",
            date=f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}",
        )
    blog.build()
    before = tree(blog)

    def step(change: Callable[[], object], most: int) -> None:
        change()
        blog.build()
        after = tree(blog)
        changed = [name for name in after if after[name] != before.get(name)]
        assert len(changed) <= most, changed
        blog.root.joinpath("cache").rename(blog.root / f"cache{len(list(blog.root.iterdir()))}")
        blog.build()
        assert tree(blog) == after
        before.clear()
        before.update(after)

    step(lambda: blog.post("p03", "南鳥島の灯台へ。\n", date="2025-01-04"), 40)
    step(lambda: blog.post("p99", "新しい石段。\n", date="2025-06-01"), 66)
    step(lambda: blog.post("p97", "次の灯台。\n", date="2025-06-02"), 130)
    step(lambda: blog.post("p96", "その次の灯台。\n", date="2025-06-03"), 66)
    step(lambda: blog.post("p05", "本文。\n", date="2025-01-06", title="別の題"), 40)
    step(lambda: (blog.root / "src/posts/p00.md").unlink(), 200)
    step(lambda: blog.write("about.md", "# 紹介\n\n文。\n"), 200)


def test_what_is_found_is_the_text_and_nothing_around_it(blog: Blog) -> None:
    blog.write("page.md", "# 頁\n\n頁の文。\n")
    body = """一つ目の段落
の続き。[^1]

## ｜見出《みだし》し

| 表 |
|---|
| 値 |

```python
code = 1
other = 2
```

![絵の説明](a.svg)

```{postlist}
```

[^1]: 注の文。
"""
    blog.write("posts/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
    blog.post("a", body, tags="[札]")
    blog.post("b", title="別の記事", date="2025-01-01")
    blog.build()
    found = [unpack(path.read_bytes()) for path in sorted((blog.out / "search/text/0").iterdir())]
    assert [each.title for each in found] == ["頁", "別の記事", "題"]
    post = found[2]
    assert post.lines == (
        "一つ目の段落の続き。", "見出し", "表", "値", "code = 1", "other = 2", "絵の説明", "[1] 注の文。",
    )  # fmt: skip
    assert post.headings == (1,)
    assert (post.url, post.date, post.labels) == ("a.html", "2025-01-02", ("札",))
    assert re.fullmatch(
        r'\{"format":1,"build":"[0-9a-f]+","documents":3,"settled":0,"shards":64\}', blog.read("search/index.json")
    )


def test_a_blog_without_posts_has_an_index(blog: Blog) -> None:
    blog.build()
    assert '"documents":0,"settled":0,"shards":64' in blog.read("search/index.json")
    assert inflate((blog.out / "search/keys/0/0.bin").read_bytes()) == ""
