"""One figure of the historical base, in its own words."""

import django_filters
from django import forms

from campaigns.models import BaseFigure, Campaign, Indicator
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.forms import BatchFilter, LabelChoiceField, QuantityField
from tataboo_portal.models import Unit

FIELDS = ("indicator", "unit", "start", "end", "value", "is_approximate", "own_words", "period_words", "caliber")
DAY = {"type": "date"}
NO_DAY = {"invalid": "日期要写成 2017-01-01 这样。"}


class FigureForm(forms.Form):
    """指标、单位、期间、数值、约数、原文: overlapping periods would be counted twice and are refused."""

    indicator = LabelChoiceField(
        label="指标",
        queryset=Indicator.objects.all(),
        empty_label="选指标",
        error_messages={"required": "选一下指标。"},
    )
    unit = LabelChoiceField(label="责任单位", queryset=Unit.objects.all(), empty_label="全街道", required=False)
    start = forms.DateField(
        label="期间从",
        required=False,
        validators=ARCHIVE_DAYS,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages=NO_DAY,
    )
    end = forms.DateField(
        label="期间到",
        required=False,
        validators=ARCHIVE_DAYS,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages=NO_DAY,
        help_text="知道期间才填；空着，就只算进整个活动的合计。",
    )
    value = QuantityField(label="数值")
    is_approximate = forms.BooleanField(label="约数（原文带“余”）", required=False)
    own_words = forms.CharField(
        label="原文",
        max_length=120,
        error_messages={"required": "照原文写一句，比如“共清理卫生死角1100余处”。"},
    )
    period_words = forms.CharField(label="原文期间", max_length=40, required=False)
    caliber = forms.CharField(label="口径说明", max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, campaign, figure=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign, self.figure = campaign, figure

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value > 1_000_000_000:
            raise forms.ValidationError("数值太大了，检查一下是不是多打了几个数字。", "absurd")
        return value

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if not self.errors and bool(start) != bool(end):
            self.add_error("end" if start else "start", "期间从和期间到一起填，或者都空着。")
        if not self.errors and start and end < start:
            self.add_error("end", "期间的结束不能早于开始。")
        if not self.errors:
            same = {name: cleaned[name] for name in ("indicator", "unit", "start", "end")}
            other = BaseFigure(pk=self.figure and self.figure.pk, campaign=self.campaign, **same).overlapping()
            if other:
                self.add_error("start", other.overlap_sentence)
        return cleaned

    def values(self):
        """What the action needs."""
        return {name: self.cleaned_data[name] for name in FIELDS} | {"campaign": self.campaign}

    @classmethod
    def initial_of(cls, figure):
        """The form's values of an existing figure."""
        return {name: getattr(figure, name) for name in (*FIELDS, "version")}


class FigureFilter(django_filters.FilterSet):
    """历史基数 of one campaign, of one import, or all."""

    campaign = django_filters.ModelChoiceFilter(
        label="创建活动", queryset=Campaign.objects.all(), to_field_name="code", empty_label="全部"
    )
    batch = BatchFilter()

    class Meta:
        model = BaseFigure
        fields = ("campaign",)
