"""清扫活动 and 整治记录: events, and how much was done."""

from django.db import models

from campaigns.models.indicators import Indicator
from tataboo_portal.models import LedgerQuerySet, LedgerRecord, RegisterQuerySet, RegisterRecord, Unit


class CleanupDrive(RegisterRecord):
    """清扫活动（大清扫、大清理、大清运）: one event with who took part; what it achieved stands as its work records.

    People (人) and person-times (人次) are told apart and never added.
    """

    EVENT = "cleanup_event"  # each event is itself one 次 of this indicator

    day = models.DateField("日期")
    name = models.CharField("活动", max_length=60, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    person_times = models.PositiveIntegerField("参加人次", null=True, blank=True)
    vehicles = models.PositiveSmallIntegerField("出动车辆", null=True, blank=True)
    helpers = models.ManyToManyField(Unit, verbose_name="参加单位", blank=True, related_name="+")

    objects = RegisterQuerySet.as_manager()

    class Meta(RegisterRecord.Meta):
        verbose_name = verbose_name_plural = "清扫活动"
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=("-day", "-id"), name="drive_by_day"),
            models.Index(fields=("unit", "-day", "-id"), name="drive_by_unit_day"),
        )

    def __str__(self):
        return f"{self.unit} {self.day} {self.name or '清扫活动'}"

    @property
    def results(self):
        """{indicator id: quantity} of its records, those that count unless the event itself was voided."""
        records = [row for row in self.records.all() if row.is_voided == self.is_voided]
        return {row.indicator_id: row.quantity for row in records}

    @property
    def counted_days(self):
        """The day of the event."""
        return (self.day,)


class WorkRecordQuerySet(LedgerQuerySet):
    def for_list(self):
        """Rows with all the ledger prints, in one query."""
        return super().for_list().select_related("indicator")


class WorkRecord(LedgerRecord):
    """整治记录: so much of one indicator, done by one unit, on one day."""

    indicator = models.ForeignKey(Indicator, verbose_name="类型", on_delete=models.PROTECT, related_name="records")
    drive = models.ForeignKey(
        CleanupDrive,
        verbose_name="清扫活动",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        editable=False,
    )

    objects = WorkRecordQuerySet.as_manager()

    class Meta(LedgerRecord.Meta):
        verbose_name = verbose_name_plural = "整治记录"
        indexes = (
            *LedgerRecord.Meta.indexes,
            models.Index(fields=("indicator", "-day", "-id"), name="work_by_indicator_day"),
        )

    def __str__(self):
        return f"{self.unit} {self.indicator.name} {self.quantity}{self.indicator.unit_word}"

    @property
    def counted(self):
        """The indicator this entry adds to."""
        return self.indicator

    @property
    def is_part(self):
        """Whether this entry belongs to an event and is changed through it alone."""
        return self.drive_id is not None
