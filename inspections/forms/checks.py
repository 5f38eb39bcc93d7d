"""Forms of the looks people take along a register: at a shop, at a bait station, at a market."""

from django import forms

from inspections.enums import BaitStatus
from inspections.models import FivePledgeItem
from tataboo_portal.entry import sensible_day
from tataboo_portal.forms import OnePhotoForm, SubmissionForm

MOST_GRAMS = 2000
MOST_STALLS = 2000
MET, FAILED = "met", "failed"


class PledgeCheckForm(OnePhotoForm, SubmissionForm):
    """五包巡查: every item stands on 合格; one that does not is switched over, and then a photo is needed."""

    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    photo_required = False
    photo_sentence = "有不合格的，要拍一张照片。"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(FivePledgeItem.objects.filter(is_active=True))
        for item in self.items:
            self.fields[f"item_{item.code}"] = forms.ChoiceField(
                label=item.name,
                choices=((MET, "合格"), (FAILED, "不合格")),
                initial=MET,
                widget=forms.RadioSelect,
                error_messages={"required": f"选一下{item.name}合格还是不合格。"},
            )

    @property
    def item_fields(self):
        """The items with their standard, in the office's order."""
        return [(self[f"item_{item.code}"], item.standard) for item in self.items]

    def clean(self):
        self.photo_required = any(self.cleaned_data.get(f"item_{item.code}") == FAILED for item in self.items)
        return super().clean()

    def results(self):
        """[(item, whether it is met)]."""
        return [(item, self.cleaned_data[f"item_{item.code}"] == MET) for item in self.items]


class BaitCheckForm(SubmissionForm):
    """毒饵站检查: what was found, how much bait was added, and whether it is to become a task."""

    status = forms.ChoiceField(
        label="状态",
        choices=BaitStatus.choices,
        initial=BaitStatus.GOOD,
        widget=forms.RadioSelect,
        error_messages={"required": "选一下毒饵站的状态。", "invalid_choice": "选一下毒饵站的状态。"},
    )
    grams_added = forms.IntegerField(
        label="补药（克）",
        min_value=0,
        max_value=MOST_GRAMS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "补药要填数字，比如 15。",
            "min_value": "补药不能小于 0。",
            "max_value": f"一次补药不超过 {MOST_GRAMS} 克，检查一下是不是多打了几个数字。",
        },
    )
    day = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "选一下日期。", "invalid": "日期要写成 2026-11-24 这样。"},
    )
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    file_task = forms.BooleanField(label="缺损或者缺药，转成整改任务", required=False)

    def clean_day(self):
        return sensible_day(self.cleaned_data["day"])

    def clean_grams_added(self):
        return self.cleaned_data["grams_added"] or 0

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file_task") and cleaned.get("status") == BaitStatus.GOOD:
            self.add_error("file_task", "完好的不用转任务，去掉勾，或者改状态。")
        return cleaned


class MarketCheckForm(OnePhotoForm, SubmissionForm):
    """划行归市检查: how many stalls stand outside their row, and whether that is to become a task."""

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "选一下日期。", "invalid": "日期要写成 2026-11-24 这样。"},
    )
    out_of_zone = forms.IntegerField(
        label="不在区域内的摊位（个）",
        min_value=0,
        max_value=MOST_STALLS,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "填一下有几个摊位不在区域内，没有就填 0。",
            "invalid": "摊位数要填数字，没有就填 0。",
            "min_value": "摊位数不能小于 0。",
            "max_value": f"一次不超过 {MOST_STALLS} 个，检查一下是不是多打了几个数字。",
        },
    )
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    file_task = forms.BooleanField(label="转成整改任务", required=False)
    photo_required = False
    photo_sentence = "转成任务要有一张照片。"

    def clean_day(self):
        return sensible_day(self.cleaned_data["day"])

    def clean(self):
        self.photo_required = bool(self.cleaned_data.get("file_task"))
        cleaned = super().clean()
        if cleaned.get("file_task") and cleaned.get("out_of_zone") == 0:
            self.add_error("file_task", "没有超区域的摊位，不用转任务，去掉勾。")
        return cleaned
