"""Sheets into the portal: any file to tables, cells to values, rows to what they would do, and one transaction that does it."""
