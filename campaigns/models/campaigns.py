"""创建活动: drives for a title."""

from django.db import models


class Campaign(models.Model):
    """创建活动: a drive for a title, with the period its figures speak of."""

    code = models.SlugField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)
    start = models.DateField("开始日期")
    end = models.DateField("结束日期", null=True, blank=True)
    description = models.TextField("说明", blank=True)
    source = models.CharField("资料来源", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "创建活动"
        ordering = ("-start",)

    def __str__(self):
        return self.name
