"""What search looks in: one entry for each row that can be found, written after the row and never the truth about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission


class Grams(models.TextField):
    """Pairs of neighbouring letters with blanks between them; an index of the database's own finds who has them all."""


@Grams.register_lookup
class HasAll(models.Lookup):
    """Who has every one of these pairs: by the index over the arrays on PostgreSQL, by the full text table on SQLite."""

    lookup_name = "hasall"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        """The expression the GIN index is over."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"string_to_array({lhs}, ' ') @> %s::text[]", [*params, list(self.rhs)]

    def as_sqlite(self, compiler, connection):
        """The rows the full text table names."""
        table = self.lhs.alias
        words = " ".join(f'"{pair}"' for pair in self.rhs)
        found = "SELECT rowid FROM reports_searchgrams WHERE reports_searchgrams MATCH %s"
        return f'"{table}"."id" IN ({found})', [words]


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What this person may know of, as the rows themselves answer `visible_to`."""
        gates = ["", self.model.EVERYBODY, *(permission.value for permission in Permission if user.may(permission))]
        found = self.filter(gate__in=gates)
        if user.may(Permission.SEE_ALL_UNITS):
            return found
        own = Q(gate=self.model.EVERYBODY) | Q(reader=user.pk)
        if user.unit_id:
            own |= Q(unit=user.unit_id) | Q(community=user.unit_id) | Q(market_group=user.unit_id)
            own |= Q(helpers__contains=f" {user.unit_id} ")
        return found.filter(own)


class SearchEntry(models.Model):
    """搜索条目: how one row is found and shown; deleted and written again when the row changes, gone when it is voided.

    `gate` is empty where the keys say who may know of the row, EVERYBODY, or the permission it takes.
    """

    EVERYBODY = "everybody"

    noun = models.SlugField("名目", max_length=16, db_index=False)
    key = models.BigIntegerField("编号")
    part = models.PositiveSmallIntegerField("部分", default=0, help_text="0 是人人能搜的，1 是要权限才能搜的。")
    is_name = models.BooleanField("是名称", default=False, help_text="单位、点位、人员排在记录前面。")
    code = models.CharField("编号（整个对上才排第一）", max_length=40, blank=True)
    address = models.CharField("打开哪一条", max_length=40, blank=True)
    title = models.CharField("标题", max_length=120)
    line = models.CharField("第二行", max_length=160, blank=True)
    day = models.DateField("日期")
    unit = models.ForeignKey(
        Unit, verbose_name="责任单位", on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    community = models.ForeignKey(
        Unit, verbose_name="所在社区", on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    market_group = models.ForeignKey(
        Unit, verbose_name="市场工作组", on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="本人",
        on_delete=models.CASCADE,
        null=True,
        db_index=False,
        related_name="+",
        help_text="包居人员、负责人或上报人：不是本单位的也看得到。",
    )
    helpers = models.CharField("协办单位", max_length=200, blank=True)
    gate = models.CharField("谁能搜到", max_length=24, blank=True)
    text = models.TextField("搜哪些字")
    grams = Grams("相邻两字")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "搜索条目"
        constraints = (models.UniqueConstraint(fields=("noun", "key", "part"), name="search_entry_once"),)
        indexes = (
            models.Index(fields=("-day", "-id"), name="search_records_by_day", condition=Q(is_name=False)),
            models.Index(fields=("title", "id"), name="search_names", condition=Q(is_name=True)),
            models.Index(fields=("noun", "-day", "-id"), name="search_by_noun"),
            models.Index(fields=("code",), name="search_by_code", condition=~Q(code="")),
        )

    def __str__(self):
        return self.title


class SearchProgress(models.Model):
    """搜索进度: up to where the trail was followed; `followed` are the events beyond `low` that were."""

    low = models.BigIntegerField("从哪一条起", default=0)
    followed = models.JSONField("已跟上的", default=list)
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "搜索进度"

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"
