"""商户与门前五包: shops, their pledges, and the patrols along them; the five items are rows."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from inspections.models.tasks import RemediationTask
from tataboo_portal.models import Photo, RegisterQuerySet, RegisterRecord
from tataboo_portal.models.places import new_place_code

LAST_CHECKS = 5
EXPIRING = timedelta(days=30)


class ShopQuerySet(RegisterQuerySet):
    def for_list(self):
        """Shops with their present agreement, how often they were looked at, and the rate of the last looks, in one query."""
        here = {"shop": models.OuterRef("pk")}
        pledge = FivePledge.objects.live().filter(**here).order_by("-signed_on", "-id")
        checks = PledgeCheck.objects.filter(**here).order_by().values("shop").annotate(n=models.Count("pk"))
        last = PledgeCheck.objects.filter(shop=models.OuterRef(models.OuterRef("pk"))).order_by("-at", "-id")
        results = PledgeCheckResult.objects.filter(check_row__in=last.values("pk")[:LAST_CHECKS])
        met = models.Case(models.When(is_met=True, then=models.Value(1.0)), default=models.Value(0.0))
        rate = results.order_by().values("check_row__shop").annotate(rate=models.Avg(met))
        return (
            super()
            .for_list()
            .annotate(
                signed_on=models.Subquery(pledge.values("signed_on")[:1]),
                valid_to=models.Subquery(pledge.values("valid_to")[:1]),
                area_words=models.Subquery(pledge.values("area_words")[:1]),
                check_count=models.Subquery(checks.values("n"), output_field=models.IntegerField()),
                met_rate=models.Subquery(rate.values("rate"), output_field=models.FloatField()),
            )
        )

    def without_pledge(self):
        """Shops that have signed nothing."""
        return self.exclude(models.Exists(FivePledge.objects.live().filter(shop=models.OuterRef("pk"))))

    def expiring(self):
        """Shops whose agreements have all run out, or will within 30 days."""
        signed = FivePledge.objects.live().filter(shop=models.OuterRef("pk"))
        until = timezone.localdate() + EXPIRING
        lasting = signed.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=until))
        return self.filter(models.Exists(signed)).exclude(models.Exists(lasting))


class Shop(RegisterRecord):
    """商户: a shop or stall; its plaque carries the code that opens its page on a phone."""

    name = models.CharField("商户名称", max_length=60)
    code = models.CharField("商户码", max_length=8, unique=True, default=new_place_code, editable=False)
    owner_name = models.CharField("负责人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    trade = models.CharField("经营种类", max_length=40, blank=True)
    street = models.CharField("路段", max_length=40, blank=True)
    door_number = models.CharField("门牌", max_length=20, blank=True)
    last_checked_on = models.DateField("最近巡查", null=True, blank=True, editable=False)

    objects = ShopQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "商户"

    def __str__(self):
        return self.name


class FivePledgeItem(models.Model):
    """五包项目: one of the five things a shop answers for; the office names them (they differ from place to place)."""

    code = models.SlugField("代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=20)
    standard = models.CharField("标准", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "五包项目"
        ordering = ("position", "code")

    def __str__(self):
        return self.name


class FivePledgeQuerySet(RegisterQuerySet):
    def for_list(self):
        """Agreements with their shop, in one query."""
        return super().for_list().select_related("shop")

    def expiring(self):
        """Agreements that have run out, or will within 30 days."""
        return self.filter(valid_to__lte=timezone.localdate() + EXPIRING)


class FivePledge(RegisterRecord):
    """门前五包协议: signed with one shop, for an area in front of it, until a day."""

    shop = models.ForeignKey(Shop, verbose_name="商户", on_delete=models.PROTECT, related_name="pledges")
    signed_on = models.DateField("签订日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    area_words = models.CharField(
        "责任区", max_length=120, blank=True, help_text="比如：纵向至路沿石，横向至相邻店中心线。"
    )

    objects = FivePledgeQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "门前五包协议"
        indexes = (models.Index(fields=("signed_on",), name="five_pledge_by_day"),)

    def __str__(self):
        return f"{self.shop} {date_format(self.signed_on)}"

    @property
    def counted_days(self):
        """The day it was signed."""
        return (self.signed_on,)


class PledgeCheck(models.Model):
    """五包巡查: one look at one shop; a failed item may become a task."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    shop = models.ForeignKey(Shop, verbose_name="商户", on_delete=models.PROTECT, related_name="checks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="巡查人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    note = models.CharField("说明", max_length=200, blank=True)
    photo = models.ForeignKey(
        Photo, verbose_name="照片", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.ForeignKey(
        RemediationTask, verbose_name="转成的任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "五包巡查"
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("shop", "-at"), name="pledge_check_by_shop"),
            models.Index(fields=("at",), name="pledge_check_by_moment"),
        )

    def __str__(self):
        return f"{self.shop} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class PledgeCheckResult(models.Model):
    """五包巡查结果: one of the five items at one look."""

    check_row = models.ForeignKey(PledgeCheck, verbose_name="巡查", on_delete=models.PROTECT, related_name="results")
    item = models.ForeignKey(FivePledgeItem, verbose_name="项目", on_delete=models.PROTECT, related_name="+")
    is_met = models.BooleanField("合格")

    class Meta:
        verbose_name = verbose_name_plural = "五包巡查结果"
        ordering = ("check_row", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("check_row", "item"),
                name="pledge_item_once_per_check",
                violation_error_message="这一项已经判过。",
            ),
        )

    def __str__(self):
        return f"{self.item} {'合格' if self.is_met else '不合格'}"
