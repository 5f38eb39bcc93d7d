"""Backups: one archive of database and files, its restoration, and the drill that proves the archive holds."""
