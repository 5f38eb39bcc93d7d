"""点位: the tree of compounds, buildings, lanes and markets that somebody answers for."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.models.units import Unit
from tataboo_portal.permissions import Permission


class PlaceQuerySet(models.QuerySet):
    def active(self):
        """Places that still take new records."""
        return self.filter(is_active=True)

    def visible_to(self, user):
        """All places, or those on the person's own area or line."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        return self.filter(models.Q(community=user.unit_id) | models.Q(market_group=user.unit_id))


class Place(models.Model):
    """点位: lies in one community (area axis) and perhaps on one market line."""

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=16, choices=PlaceKind.choices)
    parent = models.ForeignKey(
        "self", verbose_name="上级点位", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    community = models.ForeignKey(
        Unit,
        verbose_name="所在社区",
        on_delete=models.PROTECT,
        related_name="places_in_area",
        limit_choices_to={"kind": UnitKind.COMMUNITY},
    )
    market_group = models.ForeignKey(
        Unit,
        verbose_name="市场工作组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places_on_line",
        limit_choices_to={"kind": UnitKind.MARKET_GROUP},
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="包居人员",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_places",
    )
    is_active = models.BooleanField("在用", default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "点位"
        ordering = ("community__position", "name")
        constraints = (
            models.UniqueConstraint(
                "community",
                Coalesce("parent", 0),
                "name",
                name="place_name_once_per_parent",
                violation_error_message="这个社区里已经有同名的点位。",
            ),
        )

    def __str__(self):
        return self.name
