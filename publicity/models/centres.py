"""综合文化服务中心: one of each community, with the article's six services and four rooms."""

from django.db import models

from publicity.enums import FacilityGroup
from tataboo_portal.models import RegisterQuerySet, RegisterRecord


class FacilityKind(models.Model):
    """服务和活动室: what a centre has to offer; the office may add one."""

    code = models.SlugField("代码", max_length=24, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    group = models.CharField("分组", max_length=10, choices=FacilityGroup.choices)
    position = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务和活动室"
        ordering = ("position", "id")

    def __str__(self):
        return self.name


class CultureCentreQuerySet(RegisterQuerySet):
    def for_list(self):
        """Centres with all a list prints and what each of them offers."""
        return super().for_list().prefetch_related("facilities__kind")


class CultureCentre(RegisterRecord):
    """综合文化服务中心: when it is open, for whom, and whom to call; what it offers is written and audited with it."""

    name = models.CharField("名称", max_length=60)
    opened_on = models.DateField("建成日期", null=True, blank=True, help_text="不知道就空着；有日期才计入总数。")
    opening_hours = models.CharField("开放时间", max_length=80, blank=True, help_text="比如：周一至周日 8:30—17:30。")
    is_free = models.BooleanField("免费开放", default=True)
    contact = models.CharField("联系人", max_length=20, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    area = models.DecimalField("面积（平方米）", max_digits=7, decimal_places=1, null=True, blank=True)

    objects = CultureCentreQuerySet.as_manager()
    _offer = None

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "综合文化服务中心"
        constraints = (
            models.UniqueConstraint(
                fields=("unit",),
                condition=models.Q(voided_at__isnull=True),
                name="culture_centre_once_per_unit",
                violation_error_message="这个社区已经有综合文化服务中心了，在原来那条上改。",
            ),
        )

    def __str__(self):
        return self.name

    @property
    def counted_days(self):
        """The day it opened, where it is known."""
        return (self.opened_on,) if self.opened_on else ()

    @property
    def offer(self):
        """{key of a kind: (is there, opening hours, room)} of what is told of its services and rooms."""
        if self._offer is not None:
            return self._offer
        rows = self.facilities.all() if self.pk else ()
        told = {row.kind_id: (row.is_there, row.opening_hours, row.room) for row in rows}
        return {kind: facts for kind, facts in told.items() if any(facts)}

    @offer.setter
    def offer(self, told):
        self._offer = {kind: tuple(facts) for kind, facts in told.items() if any(facts)}

    def save(self, *args, **kwargs):
        """Write what it offers with the centre itself, in the caller's transaction."""
        super().save(*args, **kwargs)
        if self._offer is not None:
            self._write_offer(self._offer)

    def _write_offer(self, offer):
        known = {row.kind_id: row for row in self.facilities.all()}
        for kind in offer.keys() | known.keys():
            row = known.get(kind) or Facility(centre=self, kind_id=kind)
            facts = offer.get(kind, (False, "", ""))
            if row.pk is None or facts != (row.is_there, row.opening_hours, row.room):
                row.is_there, row.opening_hours, row.room = facts
                row.save()

    @property
    def audited_beside(self):
        """What it offers as the audit trail keeps it: {service or room: its words}."""
        names = FacilityKind.objects.in_bulk(self.offer)
        told = {
            str(names[kind]): "，".join(filter(None, ("有" if is_there else "无", hours, room)))
            for kind, (is_there, hours, room) in self.offer.items()
        }
        return {"facilities": told}


class Facility(models.Model):
    """One service or room of one centre: whether it is there, when it is open, where it is."""

    centre = models.ForeignKey(CultureCentre, verbose_name="中心", on_delete=models.PROTECT, related_name="facilities")
    kind = models.ForeignKey(FacilityKind, verbose_name="服务（活动室）", on_delete=models.PROTECT, related_name="+")
    is_there = models.BooleanField("已设", default=False)
    opening_hours = models.CharField("开放时间", max_length=60, blank=True, help_text="空着和中心一样。")
    room = models.CharField("位置", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "中心的服务和活动室"
        ordering = ("kind__position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "kind"),
                name="facility_once_per_centre",
                violation_error_message="这个中心已经有这一项了。",
            ),
        )

    def __str__(self):
        return f"{self.centre} {self.kind}"
