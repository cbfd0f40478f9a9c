"""Tests: one file a room, tiny blogs, the real site, a real browser."""
