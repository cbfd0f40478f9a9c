"""Data for link cards and videos: `make links` finds the links in the Markdown and stores metadata in `links.toml`."""
