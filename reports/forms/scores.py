"""Forms of 考核结果: which period to figure out, publishing, appeals and decisions, taking back; they never save."""

from django import forms
from django.utils import timezone

from reports.assessment.spans import Span, last_finished
from reports.forms.meetings import version_field, words_field
from reports.models import AssessmentScheme, ScoreAppeal, Scoring
from tataboo_portal.forms import SubmissionForm

PERIODS_BACK = 6


def periods(cycle, today):
    """The last finished periods a scheme may be figured out for."""
    spans = [last_finished(cycle, today)]
    while len(spans) < PERIODS_BACK:
        spans.append(spans[-1].previous())
    return spans


class ComputeForm(forms.Form):
    """计算: one scheme and one of its finished periods, as “community_month 2026-10”."""

    what = forms.ChoiceField(
        label="方案和期间",
        error_messages={"required": "选一下方案和期间。", "invalid_choice": "没有这个方案或者期间，重新选。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.schemes = {one.code: one for one in AssessmentScheme.objects.filter(is_active=True)}
        self.fields["what"].choices = [
            (f"{code} {span.name}", f"{scheme.name} {span.label}")
            for code, scheme in self.schemes.items()
            for span in periods(scheme.cycle, today)
        ]

    def asked(self):
        """(scheme, period)."""
        code, name = self.cleaned_data["what"].split(" ")
        return self.schemes[code], Span.named(name)


class PublishForm(forms.Form):
    """公示: nothing but what stood on the screen."""

    version = version_field()


class WithdrawForm(forms.Form):
    """撤回, with a reason everybody reads."""

    reason = words_field("撤回原因", Scoring, "withdrawal_reason")


class AppealForm(SubmissionForm):
    """申诉 against one item."""

    words = forms.CharField(
        label="申诉理由",
        max_length=ScoreAppeal._meta.get_field("words").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清楚哪条记录、哪里不对。",
        error_messages={"required": "填一下申诉理由。", "max_length": "申诉理由最多 400 字。"},
    )


class GrantForm(forms.Form):
    """采纳: the points the item has from now on, and why."""

    points = forms.DecimalField(
        label="改成多少分",
        max_digits=6,
        decimal_places=1,
        min_value=0,
        error_messages={
            "required": "填一下改成多少分。",
            "invalid": "得分要填数字，比如 38.5。",
            "max_digits": "得分太大。",
            "max_whole_digits": "得分太大。",
            "max_decimal_places": "得分最多一位小数。",
            "min_value": "得分不能小于 0。",
        },
    )
    reason = words_field("采纳原因", ScoreAppeal, "reason")


class RefuseForm(forms.Form):
    """不采纳, and why."""

    reason = words_field("不采纳原因", ScoreAppeal, "reason")
