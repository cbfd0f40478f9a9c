"""From files to posts: find the documents, parse Markdown, extract metadata, check for problems."""
