"""Sheets in: cells, headers, guards, checks, writing, undoing."""
