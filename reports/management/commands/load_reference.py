"""Load the rows every site starts with."""

from django.core.management.base import BaseCommand
from django.db import transaction

import campaigns.reference
import inspections.reference
import publicity.reference
import reports.reference
import tataboo_portal.reference

ROOMS = (tataboo_portal.reference, campaigns.reference, inspections.reference, publicity.reference, reports.reference)


class Command(BaseCommand):
    """Adds missing reference rows; rows the office edited stay as they are."""

    help = "载入基础数据：九+五、指标、历史基数、问题类别、宣传形式、放假与调休。可以重复运行。"

    @transaction.atomic
    def handle(self, *args, **options):
        for room in ROOMS:
            room.load()
        if options["verbosity"]:
            self.stdout.write("基础数据已就绪。")
