"""功能开关: whole features the administrator may switch off; one without a row is on."""

from django.conf import settings
from django.db import models

from tataboo_portal.enums import Feature


class FeatureSwitch(models.Model):
    """功能开关: switched off, a feature has no page, no numbers and no door; what it kept stays kept."""

    feature = models.CharField("功能", max_length=16, choices=Feature.choices, unique=True)
    is_on = models.BooleanField("开着", default=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="修改人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "功能开关"
        ordering = ("feature",)

    def __str__(self):
        return self.get_feature_display()
