"""迎检资料: the clauses of a standard, what proof each of them wants, and what was found or filed as proof."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reports.enums import Duty, ProofKind
from tataboo_portal.models import Attachment, Unit, Voidable, VoidableQuerySet
from tataboo_portal.permissions import Permission

YEAR = 12
MOST_WANTED = 60
NOTHING_WANTED_SENTENCE = "记录、照片、文件至少要一样，不然这一条用不着归集。"


class DossierStandard(models.Model):
    """迎检标准: one version of one standard; versions stand side by side and share no clause."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    version = models.CharField("版本", max_length=20)
    source = models.CharField("依据", max_length=120, blank=True)
    assessed_on = models.DateField(
        "测评日期", null=True, blank=True, help_text="知道了再填；材料期从测评前若干个月上溯一年。"
    )
    gap_months = models.PositiveSmallIntegerField(
        "材料期止于测评前几个月", default=0, validators=[MaxValueValidator(YEAR)]
    )
    is_active = models.BooleanField("在用", default=True)
    position = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "迎检标准"
        ordering = ("position", "code")

    def __str__(self):
        return f"{self.name}（{self.version}）"


class DossierChapter(models.Model):
    """章: one chapter of one version."""

    standard = models.ForeignKey(
        DossierStandard, verbose_name="迎检标准", on_delete=models.PROTECT, related_name="chapters"
    )
    number = models.PositiveSmallIntegerField("章号")
    title = models.CharField("标题", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "章"
        ordering = ("standard", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("standard", "number"),
                name="dossier_chapter_once",
                violation_error_message="这个标准已经有这一章了。",
            ),
        )

    def __str__(self):
        return f"第{self.number}章 {self.title}"


class DossierClause(models.Model):
    """条款: what the assessor asks for, how much proof of what kind, how old at most, and who provides it.

    A clause is retired instead of deleted; its proofs stay with it.
    """

    chapter = models.ForeignKey(DossierChapter, verbose_name="章", on_delete=models.PROTECT, related_name="clauses")
    code = models.CharField("条款号", max_length=16)
    text = models.CharField("要求", max_length=200)
    least_records = models.PositiveSmallIntegerField(
        "至少几条记录", default=0, validators=[MaxValueValidator(MOST_WANTED)]
    )
    least_photos = models.PositiveSmallIntegerField(
        "至少几组照片", default=0, validators=[MaxValueValidator(MOST_WANTED)]
    )
    least_papers = models.PositiveSmallIntegerField(
        "至少几份文件", default=0, validators=[MaxValueValidator(MOST_WANTED)]
    )
    months = models.PositiveSmallIntegerField(
        "最久几个月以内",
        default=YEAR,
        validators=[MinValueValidator(1), MaxValueValidator(10 * YEAR)],
        help_text="更早的算过期。宣传栏两个月更新一次就填 2。",
    )
    duty = models.CharField("由谁提供", max_length=12, choices=Duty.choices, default=Duty.OFFICE)
    unit = models.ForeignKey(
        Unit,
        verbose_name="具体单位",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="只由一个单位提供时才选。",
    )
    source = models.CharField(
        "依据", max_length=120, blank=True, help_text="从哪里来的；没有核对过原文的写“参考，未核对原文”。"
    )
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本号", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "条款"
        ordering = ("chapter", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("chapter", "code"),
                name="dossier_clause_code_once",
                violation_error_message="这一章已经有这个条款号。",
            ),
        )

    def __str__(self):
        return f"{self.code} {self.text}"

    def clean(self):
        """A clause asks for something."""
        if not any(self.wanted.values()):
            raise ValidationError(NOTHING_WANTED_SENTENCE)

    @property
    def wanted(self):
        """{kind of proof: how many at least}."""
        return {
            ProofKind.RECORD: self.least_records,
            ProofKind.PHOTO: self.least_photos,
            ProofKind.PAPER: self.least_papers,
        }

    @property
    def whose(self):
        """Who provides the proof, in words."""
        return str(self.unit) if self.unit_id else self.get_duty_display()


class DossierRule(models.Model):
    """自动归集: records of one ledger, all or those about one thing, that prove a clause without anybody filing them."""

    clause = models.ForeignKey(DossierClause, verbose_name="条款", on_delete=models.PROTECT, related_name="rules")
    source = models.CharField("台账", max_length=24)
    about = models.CharField("只要这一类", max_length=32, blank=True)
    kind = models.CharField("算作", max_length=8, choices=ProofKind.choices, default=ProofKind.RECORD)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "自动归集规则"
        ordering = ("clause", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("clause", "source", "about", "kind"),
                name="dossier_rule_once",
                violation_error_message="这一条已经有一样的规则了。",
            ),
        )

    def __str__(self):
        return " ".join(part for part in (self.source, self.about, self.get_kind_display()) if part)


class DossierPaperQuerySet(VoidableQuerySet):
    def visible_to(self, user):
        """Every paper, or those of the person's own unit."""
        return self if user.may(Permission.SEE_ALL_UNITS) else self.filter(unit=user.unit_id)

    def for_list(self):
        """Papers with all a list prints, in one query."""
        return self.select_related("unit", "attachment", "by")


class DossierPaper(Voidable):
    """迎检文件: a paper that was brought for the inspection alone; a paper of a register is filed with its row."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("名称", max_length=80)
    day = models.DateField("文件日期")
    unit = models.ForeignKey(
        Unit, verbose_name="单位", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachment = models.ForeignKey(Attachment, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("上传时间", default=timezone.now)

    objects = DossierPaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "迎检文件"
        ordering = ("-day", "-id")
        indexes = (models.Index(fields=("-day", "-id"), name="dossier_paper_by_day"),)

    def __str__(self):
        return self.title


class DossierTagQuerySet(VoidableQuerySet):
    def filings(self):
        """Live tags that file something under a clause."""
        return self.live().filter(is_exclusion=False)

    def exclusions(self):
        """Live tags that take something out which a rule would find."""
        return self.live().filter(is_exclusion=True)


class DossierTag(Voidable):
    """归入: one record, once, as proof of one clause; or what a rule finds and somebody took out of it.

    `source` and `object_id` name a row of some ledger; what it says is read from the row itself, so that it is never stale.
    """

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, editable=False)
    clause = models.ForeignKey(DossierClause, verbose_name="条款", on_delete=models.PROTECT, related_name="tags")
    source = models.CharField("台账", max_length=24)
    object_id = models.PositiveBigIntegerField("记录")
    kind = models.CharField("算作", max_length=8, choices=ProofKind.choices)
    is_exclusion = models.BooleanField("移出", default=False)
    note = models.CharField("移出原因", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="归入人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("归入时间", default=timezone.now)

    objects = DossierTagQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "迎检归入"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("clause", "source", "object_id", "kind"),
                condition=Q(voided_at__isnull=True),
                name="dossier_tag_once",
                violation_error_message="这条记录已经归入这一条了。",
            ),
        )
        indexes = (models.Index(fields=("source", "object_id"), name="dossier_tag_by_record"),)

    def __str__(self):
        return f"{self.clause.code} {self.source} {self.object_id}"
