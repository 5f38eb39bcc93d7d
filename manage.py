#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from tataboo_portal import environment

# What may run while a restoration stands halfway: what carries it on, and what only looks.
HARMLESS = {"restore", "health", "check", "help", "version", "--help", "--version", "-h"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tataboo_portal.settings")
    if not HARMLESS.intersection(sys.argv[1:2]):
        environment.refuse_half_restored(settings.DATA_DIR)
    execute_from_command_line(sys.argv)
