"""Links that are shown as cards and videos: found in the Markdown, looked at by `make links`, kept in `links.toml`."""
