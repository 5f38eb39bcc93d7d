"""责任单位: the units that answer for places, with the 九+五 as proxies."""

from django.db import models

from tataboo_portal.enums import UnitKind

ZONE_KINDS = (UnitKind.COMMUNITY, UnitKind.MARKET_GROUP)


class UnitQuerySet(models.QuerySet):
    def active(self):
        """Units that still take new records."""
        return self.filter(is_active=True)

    def zones(self):
        """The 九+五 in their fixed order: communities 1–9, then market groups A–E."""
        return self.filter(kind__in=ZONE_KINDS).order_by("position")


class Unit(models.Model):
    """责任单位: a community, market group, section or contractor that answers for work."""

    code = models.CharField(
        "代码", max_length=8, unique=True, help_text="社区 1–9，市场工作组 A–E；页面、表格和二维码都用它。"
    )
    name = models.CharField("名称", max_length=40, unique=True)
    short_name = models.CharField("简称", max_length=12, blank=True)
    kind = models.CharField("类别", max_length=16, choices=UnitKind.choices)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_placeholder = models.BooleanField("示例名称", default=False, help_text="名称还没有由街道确认。")
    is_active = models.BooleanField("在用", default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任单位"
        ordering = ("position", "code")

    def __str__(self):
        return self.name

    @property
    def is_zone(self):
        """Whether this unit is one of the 九+五."""
        return self.kind in ZONE_KINDS

    @property
    def label(self):
        """Code and name as they stand in select boxes: “7 社区七”."""
        return f"{self.code} {self.name}"

    @property
    def community_key(self):
        """The id on the area axis, or None when this unit is not a community."""
        return self.pk if self.kind == UnitKind.COMMUNITY else None

    @property
    def market_group_key(self):
        """The id on the line axis, or None when this unit is not a market group."""
        return self.pk if self.kind == UnitKind.MARKET_GROUP else None


class CommunityManager(models.Manager.from_queryset(UnitQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=UnitKind.COMMUNITY)


class MarketGroupManager(models.Manager.from_queryset(UnitQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=UnitKind.MARKET_GROUP)


class ZoneManager(models.Manager.from_queryset(UnitQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=ZONE_KINDS)


class Community(Unit):
    """社区: one of the nine areas."""

    objects = CommunityManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "社区"


class MarketGroup(Unit):
    """市场工作组: one of the five lines."""

    objects = MarketGroupManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "市场工作组"


class ResponsibilityZone(Unit):
    """九+五责任区域: the communities and the market groups together."""

    objects = ZoneManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "九+五责任区域"
