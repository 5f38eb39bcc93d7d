"""Imports: the file as it came, how its columns were read, what was wrong with it, and which rows it made."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import ImportState, ProblemKind
from tataboo_portal.permissions import Permission

UNDO_DAYS = 30
KEPT_MARK = ".kept-"


def kept_path(batch, filename):
    """A server-made name: nothing of the sender's file name reaches the disk."""
    return f"imports/{batch.token.hex[:2]}/{batch.token.hex}"


def kept_rows_path(batch, filename):
    """A new name beside the file for the judged rows of each check."""
    return f"{kept_path(batch, filename)}{KEPT_MARK}{uuid.uuid4().hex[:12]}"


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What this person brought; whoever manages the portal knows of every batch."""
        return self.all() if user.may(Permission.MANAGE) else self.filter(created_by=user)


class ImportBatch(models.Model):
    """导入批次: one file or pasted text on its way into one ledger; nothing is written before its last step."""

    token = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    sheet = models.CharField("台账", max_length=24)
    file = models.FileField("原文件", upload_to=kept_path, max_length=120)
    shown_name = models.CharField("文件名", max_length=80, blank=True)
    byte_count = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    is_pasted = models.BooleanField("粘贴的文字", default=False)
    table = models.PositiveSmallIntegerField("第几张表", default=0)
    header_row = models.PositiveIntegerField("表头在第几行", null=True, blank=True)
    mapping = models.JSONField("对列", default=dict, help_text="文件的第几列（从 0 起）→ 台账的列名。")
    replacements = models.JSONField("全部替换", default=dict, help_text="列名 → {原来的字: 换成}。")
    fixes = models.JSONField("改过的格子", default=dict, help_text="Excel 行号 → {列名: 改成}。")
    wants_alike = models.BooleanField("重复的也导入", default=False)
    state = models.CharField("状态", max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    rows_done = models.PositiveIntegerField("已处理行数", default=0)
    rows_total = models.PositiveIntegerField("总行数", default=0)
    counts = models.JSONField("行数", default=dict, help_text="good / bad / alike / unchanged / skipped。")
    sums = models.JSONField("合计对照", default=list, help_text="量、我们的合计、文件自己的合计。")
    made = models.JSONField("新增的编号", default=list, help_text="连续编号的起止。")
    refusal = models.CharField("没有导入的原因", max_length=200, blank=True)
    kept_rows = models.FileField("检查过的行", upload_to=kept_rows_path, max_length=120, blank=True, editable=False)
    kept_sha256 = models.CharField("检查过的行的 SHA-256", max_length=64, blank=True, editable=False)
    kept_stamp = models.CharField("检查的依据", max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导入人", on_delete=models.PROTECT, related_name="imports"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    imported_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤销人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ("-id",)
        indexes = (models.Index(fields=("created_by", "-id"), name="import_by_person"),)

    def __str__(self):
        return f"{self.shown_name or '粘贴的文字'}（第 {self.pk} 批）"

    @property
    def undo_until(self):
        """The last moment at which the whole batch can be taken back, once it is imported."""
        return self.imported_at + timedelta(days=UNDO_DAYS) if self.imported_at else None

    @property
    def is_under_way(self):
        """Whether a worker has it now."""
        return self.state in {ImportState.CHECKING, ImportState.IMPORTING}

    def may_be_undone(self, now=None):
        """Whether the whole batch can still be taken back: imported, not undone, within 30 days."""
        if self.state != ImportState.DONE or not self.imported_at:
            return False
        return (now or timezone.now()) <= self.undo_until


class ImportProblem(models.Model):
    """导入问题: what one row of the file needs a person for, by the row number the spreadsheet shows; written anew by each check."""

    batch = models.ForeignKey(ImportBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="problems")
    row_number = models.PositiveIntegerField("Excel 行号")
    kind = models.CharField("种类", max_length=12, choices=ProblemKind.choices)
    column = models.CharField("列", max_length=40, blank=True)
    words = models.CharField("说明", max_length=200)
    cells = models.JSONField("这一行", default=dict, help_text="列名 → 原来的字。")
    offer = models.CharField("建议换成", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入问题"
        ordering = ("row_number", "id")
        indexes = (models.Index(fields=("batch", "kind", "row_number"), name="import_problem_by_row"),)

    def __str__(self):
        return f"第 {self.row_number} 行 {self.words}"


class ColumnMemory(models.Model):
    """对列记忆: which column of a ledger somebody chose for a heading, offered again the next time."""

    sheet = models.CharField("台账", max_length=24)
    heading = models.CharField("文件里的列名", max_length=60)
    column = models.CharField("台账的列名", max_length=40, blank=True, help_text="空着是不导入。")
    chosen_at = models.DateTimeField("选定时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "对列记忆"
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "heading"), name="column_memory_once", violation_error_message="这一列已经记过了。"
            ),
        )

    def __str__(self):
        return f"{self.heading} → {self.column or '不导入'}"


class Imported(models.Model):
    """A row that may have come with a batch."""

    import_batch = models.ForeignKey(
        ImportBatch,
        verbose_name="导入批次",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
