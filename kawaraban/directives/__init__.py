"""What an author writes besides Markdown: charts, maps, cards, videos, galleries, sources, readings."""
