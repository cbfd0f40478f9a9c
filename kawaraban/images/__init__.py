"""Images: finding, checking and resizing the author's pictures, and drawing icons and share cards."""
