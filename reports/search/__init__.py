"""Search: one index over every noun that has a page, in the eyes of who asks."""
