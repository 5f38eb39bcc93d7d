"""The audit trail: what was done, by whom, with what before and after."""

from django.db import models

from tataboo_portal.enums import AuditAction

CHAIN = frozenset({"position", "previous_digest", "digest"})
STANDS_SENTENCE = "操作日志只添加、不修改、不删除。"


class TrailStands(Exception):
    """Somebody wanted to change or delete what stands in the trail; no part of the portal does."""

    def __init__(self):
        super().__init__(STANDS_SENTENCE)


class AuditEventQuerySet(models.QuerySet):
    """Events are added and, once, sealed; whatever else would change one or take it away is refused."""

    def update(self, **values):
        """Only the sealing of what is not sealed yet."""
        if set(values) != CHAIN:
            raise TrailStands
        return super(AuditEventQuerySet, self.filter(position__isnull=True)).update(**values)

    def delete(self):
        """Never."""
        raise TrailStands

    def _raw_delete(self, using):
        raise TrailStands

    delete.alters_data = delete.queryset_only = True
    update.alters_data = True


class AuditEvent(models.Model):
    """操作日志: one row per act, without foreign keys so that history outlives what it tells of.

    `position`, `previous_digest` and `digest` chain the rows (SHA-256) in the order they were sealed.
    """

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    action = models.CharField("动作", max_length=12, choices=AuditAction.choices)
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=40)
    actor_role = models.CharField("角色", max_length=16, blank=True)
    unit_code = models.CharField("单位代码", max_length=8, blank=True)
    object_type = models.CharField("对象类别", max_length=60)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_label = models.CharField("对象", max_length=120, blank=True)
    before = models.JSONField("改前", null=True, blank=True)
    after = models.JSONField("改后", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True, blank=True)
    position = models.BigIntegerField("链上位置", null=True, unique=True, editable=False)
    previous_digest = models.CharField("上一条摘要", max_length=64, blank=True, editable=False)
    digest = models.CharField("摘要", max_length=64, blank=True, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ("-id",)
        indexes = (models.Index(fields=("object_type", "object_id"), name="audit_by_object"),)

    def __str__(self):
        return f"{self.actor_name} {self.get_action_display()} {self.object_label}"

    def save(self, *args, **kwargs):
        if self.pk is not None:  # also one made anew under the number of another
            raise TrailStands
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TrailStands
