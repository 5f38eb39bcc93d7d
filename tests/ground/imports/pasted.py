"""Two tables as people paste them, and the batch a check makes of them with the rows it keeps."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from tataboo_portal.models import ImportBatch
from tests.ground.imports import hands

DAY = timezone.localdate() - timedelta(days=3)
WORKS = f"""社区\t小区（街巷）\t类型\t数量\t日期\t备注\t长度
绣品厂社区\t示例小区\t牛皮癣\t12处\t{DAY}\t反斜线\\和“引号”\t
绣品厂社区\t示例小区\t牛皮癣\t3\t{DAY}\t\t2.5
绣品厂社区\t别的地方\t牛皮癣\t3\t{DAY}\t\t
绣品厂社区\t别的地方\t牛皮癣\t3\t{DAY}\t\t
绣品厂社区\t\t卫生死角\t9\t{DAY}\t\t
绣品厂社区\t\t卫生死角\t若干\t{DAY}\t\t
合计\t\t\t27\t\t\t
"""
PLACEMENTS = f"""社区\t形式\t主题\t数量\t日期\t有效期至
绣品厂社区\t横幅\t示例主题\t2\t{DAY}\t{DAY + timedelta(days=30)}
绣品厂社区\t横幅\t示例主题\t2\t{DAY}\t
绣品厂社区\t横幅\t\t5\t{DAY}\t
"""


def checked(words, *, by, sheet="works"):
    """A checked batch of pasted lines."""
    return hands.checked(hands.kept(words.encode(), by=by, sheet=sheet, is_pasted=True), by=by)


def fresh(batch):
    """The batch as the database has it now."""
    return ImportBatch.objects.select_related("created_by__unit").get(pk=batch.pk)


def path_of(batch):
    """Where the rows it keeps lie."""
    return Path(fresh(batch).kept_rows.path)
