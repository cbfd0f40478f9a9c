"""Limits of hosts: told where a site comes near one, refused where it passes one of its own host."""

from __future__ import annotations

import pytest

from kawaraban.model.hosts import count_redirects, exceeded_limits, host_of, near_limits, size_of
from kawaraban.publishing.guards import faults_of
from tests.conftest import Blog

MEGA = 2**20


def test_a_host_is_told_of_where_its_limit_is_near() -> None:
    assert near_limits(size_of({"index.html": 10**6})) == []
    assert near_limits(size_of({})) == []
    many = near_limits(size_of({f"{number}/a.html": 1 for number in range(16_000)}))
    assert many == ["  Cloudflare Pages: number of files: 16,000 / 20,000, near the limit"]
    assert near_limits(size_of({"film.mp4": 26 * MEGA})) == [
        "  Cloudflare Pages: the largest file (film.mp4): 26.0 MiB / 25.0 MiB, over the limit"
    ]
    large = near_limits(size_of({f"_images/{number}": 20_000 for number in range(54_001)}))
    assert [line.split(":")[0].strip() for line in large] == [
        "GitHub Pages", "Cloudflare Pages", "Netlify", "GitLab Pages",
    ]  # fmt: skip


def test_only_the_limits_of_the_own_host_are_passed() -> None:
    files = {"film.mp4": 26 * MEGA}
    assert exceeded_limits(files, "GitHub Pages") == []
    assert exceeded_limits(files, None) == []
    (line,) = exceeded_limits(files, "Cloudflare Pages")
    assert "film.mp4" in line
    assert exceeded_limits({"film.mp4": 25 * MEGA}, "Cloudflare Pages") == []


def test_folders_count_for_gitlab() -> None:
    files = {f"a/{number}/index.html": 1 for number in range(100_000)}
    assert size_of({"a/b/c.html": 1, "a/d.html": 1}).entries == 4
    assert exceeded_limits(files, "GitLab Pages") == [
        "GitLab Pages: number of files and folders: 200,001 / 200,000, over the limit"
    ]


def test_redirects_are_counted(blog: Blog) -> None:
    assert count_redirects("# moved\n\n/a /b 301\n/c /d\n") == 2
    assert exceeded_limits({}, "GitLab Pages", 1_000) == []
    assert len(exceeded_limits({}, "GitLab Pages", 1_001)) == 1
    blog.conf('language = "en"\nhtml_extra_path = ["extra"]')
    blog.write("extra/_redirects", "".join(f"/old/{number} /new/{number}\n" for number in range(900)))
    assert "  GitLab Pages: lines of _redirects: 900 / 1,000, near the limit" in blog.build(proofread=True)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://elh.github.io/blog/", "GitHub Pages"), ("https://x.pages.dev/", "Cloudflare Pages"),
        ("https://x.netlify.app/", "Netlify"), ("https://x.gitlab.io/", "GitLab Pages"),
        ("https://elh.example/", None), ("https://github.io.example/", None),
    ],
)  # fmt: skip
def test_the_host_is_known_by_its_domain(address: str, host: str | None) -> None:
    assert host_of(address) == host


def test_a_site_beyond_the_limits_of_its_host_or_with_leaks_is_refused(blog: Blog) -> None:
    blog.conf('language = "en"')
    blog.post("a")
    blog.post("b", title="まだ誰にも見せない題名", draft="true")
    blog.build()
    root, conf = blog.root / "src", {"blog_baseurl": "https://elh.gitlab.io/blog"}
    sizes = {name: len(data) for name, data in blog.files().items()}
    assert faults_of(blog.out, sizes, root, conf) == []
    (blog.out / "a.html").write_text("まだ誰にも見せない題名", "utf-8")
    (blog.out / "_redirects").write_text("/a /b\n" * 1001)
    leak, limit = faults_of(blog.out, sizes, root, conf)
    assert leak.startswith("posts/b.md:2: ")
    assert limit.startswith("GitLab Pages: lines of _redirects: 1,001 / 1,000")
    assert "FORCE=1" in leak and "FORCE=1" in limit
    assert len(faults_of(blog.out, {**sizes, "film.mp4": 26 * MEGA}, root, conf, "Cloudflare Pages")) == 2
