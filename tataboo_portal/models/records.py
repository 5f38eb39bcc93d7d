"""What every ledger row shares: whose, where, when, how much, by whom, and voided instead of deleted."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from tataboo_portal.enums import UnitKind
from tataboo_portal.models.imports import Imported
from tataboo_portal.models.photos import Photo
from tataboo_portal.models.places import Place
from tataboo_portal.models.units import Unit
from tataboo_portal.permissions import Permission


class VoidableQuerySet(models.QuerySet):
    def live(self):
        """Rows that count: not voided."""
        return self.filter(voided_at__isnull=True)

    def voided(self):
        """Rows in the 回收站: kept, shown with their reason, never counted."""
        return self.filter(voided_at__isnull=False)


class Voidable(models.Model):
    """A row that is voided with a reason instead of deleted."""

    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="作废人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_voided(self):
        """Whether this row has stopped counting."""
        return self.voided_at is not None

    def void(self, *, by, reason):
        """Mark the row voided now; the caller saves, audits and marks the day."""
        self.voided_at, self.voided_by, self.void_reason = timezone.now(), by, reason


class LocatedQuerySet(VoidableQuerySet):
    def visible_to(self, user):
        """Every row, or those of the person's own unit, area or line."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = user.unit_id
        return self.filter(models.Q(unit=own) | models.Q(community=own) | models.Q(market_group=own))


class LedgerQuerySet(LocatedQuerySet):
    def in_period(self, start, end):
        """Rows whose day lies in the closed interval of dates."""
        return self.filter(day__gte=start, day__lte=end)

    def for_list(self):
        """Rows with all a list prints, in one query."""
        return self.select_related("unit", "place", "created_by").order_by("-day", "-id")


class Located(models.Model):
    """A fact that one unit leads, at a place; `community` and `market_group` are copied keys of the two axes."""

    unit = models.ForeignKey(Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(
        Unit,
        verbose_name="所在社区",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": UnitKind.COMMUNITY},
    )
    market_group = models.ForeignKey(
        Unit,
        verbose_name="市场工作组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": UnitKind.MARKET_GROUP},
    )
    place = models.ForeignKey(
        Place, verbose_name="点位", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    location = models.CharField("具体位置", max_length=80, blank=True)

    class Meta:
        abstract = True

    def copy_axes(self, *, keep_area=False):
        """Fill area and line: from the place, else from the leading unit.

        With `keep_area` a fact handed to a unit without an area stays in the area it lies in.
        """
        area = self.unit.community_key or (self.community_id if keep_area else None)
        self.community_id = self.place.community_id if self.place else area
        self.market_group_id = (self.place.market_group_id if self.place else None) or self.unit.market_group_key

    @property
    def where(self):
        """The place's name and the spot within it, as one phrase."""
        return " ".join(part for part in (self.place.name if self.place else "", self.location) if part)

    @property
    def whose_and_where(self):
        """The unit and the place as a photo's caption names them."""
        return f"{self.unit.name} {self.where}".strip()


class Recorded(Located, Voidable, Imported):
    """A row people write, change and void through the portal's pages, with photos and who wrote it."""

    client_uuid = models.UUIDField("提交编号", default=uuid.uuid4, unique=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    photos = models.ManyToManyField(Photo, verbose_name="照片", blank=True, related_name="+")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="记录人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("记录时间", auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="修改人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        abstract = True

    @property
    def counted_days(self):
        """The days whose totals this row changes; a row that is only kept track of changes none."""
        return ()


class LedgerRecord(Recorded):
    """One countable entry of a ledger."""

    day = models.DateField("日期")
    quantity = models.PositiveIntegerField("数量", validators=[MinValueValidator(1, "数量要填数字，比如 12。")])
    details = models.JSONField("明细", default=dict, blank=True, help_text="这一类台账自己的列：列的代码 → 值。")

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_quantity_positive",
                condition=models.Q(quantity__gt=0),
                violation_error_message="数量要大于 0。",
            ),
        )
        indexes = (
            models.Index(fields=("-day", "-id"), name="%(app_label)s_%(class)s_day"),
            models.Index(fields=("unit", "-day", "-id"), name="%(app_label)s_%(class)s_unit_day"),
        )

    @property
    def counted_days(self):
        """The day of the entry."""
        return (self.day,)


class RegisterQuerySet(LocatedQuerySet):
    def for_list(self):
        """Rows with all a list prints, in one query."""
        return self.select_related("unit", "place", "created_by", "changed_by", "voided_by")


class RegisterRecord(Recorded):
    """One entry of a register (商户, 毒饵站, 僵尸车 …): a thing that is kept track of, not added up."""

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-id",)
