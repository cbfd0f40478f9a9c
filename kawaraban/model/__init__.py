"""What a blog is: its settings, front matter, posts, labels, lists, feeds, and what can be wrong with them."""
