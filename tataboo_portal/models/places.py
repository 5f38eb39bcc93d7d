"""点位: the tree of compounds, buildings, lanes and markets that somebody answers for."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.models.imports import Imported
from tataboo_portal.models.units import Unit
from tataboo_portal.permissions import Permission

LATITUDES, LONGITUDES = (18, 54), (73, 136)  # the mainland: swapped numbers are noticed
CODE_LENGTH = 6
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that reads like something else


def random_code(length):
    """So many random letters and digits that read like nothing else; long ones cannot be guessed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def new_place_code():
    """A short random code for the QR card; it tells nothing of the place."""
    return random_code(CODE_LENGTH)


def within(span):
    """The validators of a coordinate."""
    return [MinValueValidator(span[0]), MaxValueValidator(span[1])]


class PlaceQuerySet(models.QuerySet):
    def active(self):
        """Places that still take new records."""
        return self.filter(is_active=True)

    def visible_to(self, user):
        """All places, or those on the person's own area or line and those they keep."""
        if user.may(Permission.SEE_ALL_UNITS):
            return self
        own = models.Q(community=user.unit_id) | models.Q(market_group=user.unit_id)
        return self.filter(own | models.Q(keeper=user.pk))

    def for_list(self):
        """Places with all a list prints, in one query."""
        return self.select_related("parent", "community", "market_group", "keeper")

    def unkept(self):
        """Places nobody answers for: no keeper, or one who has left."""
        return self.filter(models.Q(keeper__isnull=True) | models.Q(keeper__is_active=False))

    def patrolled(self):
        """Places that have to be looked at every so many days."""
        return self.active().filter(patrol_days__isnull=False)

    def due(self, day):
        """Places somebody has to have looked at by this day."""
        return self.active().filter(next_patrol_on__lte=day)


class Place(Imported):
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
    code = models.CharField(
        "点位码",
        max_length=8,
        unique=True,
        default=new_place_code,
        editable=False,
        help_text="二维码里的短码，不会改变。",
    )
    latitude = models.FloatField("纬度", null=True, blank=True, validators=within(LATITUDES))
    longitude = models.FloatField("经度", null=True, blank=True, validators=within(LONGITUDES))
    patrol_days = models.PositiveSmallIntegerField(
        "巡查间隔（天）", null=True, blank=True, help_text="多少天要巡一次；空着不要求巡查。"
    )
    last_seen_on = models.DateField("最近巡查", null=True, blank=True, editable=False)
    next_patrol_on = models.DateField("下次巡查", null=True, blank=True, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField("排序", default=100)
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

    def save(self, *args, update_fields=None, **kwargs):
        """Keep the stored day of the next patrol in step with the interval and the last visit."""
        self.plan_patrol()
        if update_fields is not None:
            update_fields = {*update_fields, "next_patrol_on"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def see(self, day):
        """Somebody looked on this day; an older visit written later changes nothing. The caller saves."""
        self.last_seen_on = max(self.last_seen_on or day, day)
        self.plan_patrol()

    def recall(self, day):
        """What is left of its visits: seen last on this day, or never, and then due from today. The caller saves."""
        self.last_seen_on = day
        if day is None:
            self.next_patrol_on = None
        self.plan_patrol()

    def plan_patrol(self):
        """Set the day by which somebody has to look again; a place never seen is due from the day patrols were asked for."""
        if self.patrol_days is None or not self.is_active:
            self.next_patrol_on = None
        elif self.last_seen_on:
            self.next_patrol_on = self.last_seen_on + timedelta(days=self.patrol_days)
        else:
            self.next_patrol_on = self.next_patrol_on or timezone.localdate()
