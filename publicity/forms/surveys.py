"""Forms of 满意度调查: what the office asks, and for how many answers it hands out codes."""

from django import forms

from publicity.models import Survey
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.enums import UnitKind
from tataboo_portal.forms import LabelChoiceField, SubmissionForm
from tataboo_portal.models import Unit
from tataboo_portal.register_forms import DATE_SENTENCE

MOST_QUESTIONS = 20
MOST_LINKS = 500
NUMBERS = ("satisfied_weight", "fair_weight", "target", "least_sample")
RANGES = dict.fromkeys(NUMBERS[:2], "算多少要在 0 到 1 之间。") | {
    "target": "达标线要在 0 到 100 之间。",
    "least_sample": "样本数要在 0 到 30000 之间。",
}
HEADINGS = {"平台编号", "责任单位", "社区", "单位", "日期", "调查", "来源", "意见", "备注", "作废原因", "序号"}


def day_field(label):
    """A day by the browser's own picker."""
    errors = {"required": f"填一下{label}。", "invalid": DATE_SENTENCE}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=errors, validators=ARCHIVE_DAYS)


def number_widget():
    """A number typed as text, on a phone with its keys."""
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class SurveyDatesForm(forms.ModelForm):
    """What may still change once answers have come: title, dates, closing."""

    start, end = day_field("开始日期"), day_field("结束日期")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Survey
        fields = ("title", "start", "end", "is_closed")
        error_messages = {"title": {"required": "填一下名称。"}}
        help_texts = {"is_closed": "勾上以后不再收答卷，印出去的二维码都打不开了。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] < cleaned["start"]:
            self.add_error("end", "结束日期不能早于开始日期。")
        # The same submission again is the same survey, and no second one of its name.
        others = Survey.objects.exclude(pk=self.instance.pk).exclude(client_uuid=cleaned.get("client_uuid"))
        if others.filter(title=cleaned.get("title")).exists():
            self.add_error("title", "已经有这个名称的调查，换一个，导入的时候才分得清。")
        return cleaned

    def _post_clean(self):
        """The instance stays as it is: the action writes, and it looks at what stands in the database."""

    def values(self):
        """What the action needs."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class SurveyForm(SurveyDatesForm):
    """A whole survey while nobody has answered: words, dates, questions, weights, the line, the least sample."""

    class Meta(SurveyDatesForm.Meta):
        fields = ("title", "introduction", "start", "end", *NUMBERS, "is_closed")
        widgets = {name: number_widget() for name in NUMBERS} | {"introduction": forms.Textarea(attrs={"rows": 2})}
        help_texts = SurveyDatesForm.Meta.help_texts | {
            "introduction": "居民扫码先看到这一段，可以空着。",
            "satisfied_weight": "0 到 1，一般是 1。",
            "fair_weight": "0 到 1，一般是 0.5。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            field, kept = self.fields[name], Survey._meta.get_field(name).validators
            field.validators.extend(kept)
            told = {"invalid": f"{field.label}要填数字。", "required": f"填一下{field.label}。"}
            field.error_messages |= told | dict.fromkeys(("min_value", "max_value"), RANGES[name])


class NewSurveyForm(SubmissionForm, SurveyForm):
    """A survey to be made: it may arrive twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["is_closed"], self.fields["version"]

    def values(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields if name != "is_closed"}


class QuestionForm(forms.Form):
    """One question: a theme by which it is counted, and its words; both empty is no question."""

    theme = forms.CharField(label="分项", max_length=20, required=False)
    words = forms.CharField(label="问题", max_length=80, required=False)

    def clean(self):
        cleaned = super().clean()
        theme, words = cleaned.get("theme"), cleaned.get("words")
        if bool(theme) != bool(words) and not self.errors:
            self.add_error("words" if theme else "theme", "分项和问题要一起填，不问的两个都清空。")
        if theme in HEADINGS:
            self.add_error("theme", f"“{theme}”是表头用的词，分项换一个说法。")
        return cleaned


class QuestionFormSet(forms.BaseFormSet):
    """The questions of a survey, each theme once."""

    def clean(self):
        if any(form.errors for form in self.forms):
            return
        themes = [theme for theme, _ in self.pairs]
        if not themes:
            raise forms.ValidationError("至少要有一个问题。")
        twice = next((theme for theme in themes if themes.count(theme) > 1), None)
        if twice:
            raise forms.ValidationError(f"分项“{twice}”写了两次，留一个。")

    @property
    def pairs(self):
        """[(theme, words)] in their order."""
        found = [(form.cleaned_data.get("theme"), form.cleaned_data.get("words")) for form in self.forms]
        return [pair for pair in found if pair[0]]


Questions = forms.formset_factory(
    QuestionForm, formset=QuestionFormSet, extra=4, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
)


class LinksForm(SubmissionForm):
    """How many QR codes for which community."""

    community = LabelChoiceField(
        label="社区",
        queryset=Unit.objects.active().filter(kind=UnitKind.COMMUNITY),
        empty_label="选社区",
        error_messages={"required": "选一下社区。", "invalid_choice": "选一下社区。"},
    )
    count = forms.IntegerField(
        label="生成几个",
        min_value=1,
        max_value=MOST_LINKS,
        initial=40,
        widget=number_widget(),
        error_messages={
            "required": "填一下要几个。",
            "invalid": "要几个填数字，比如 40。",
            "min_value": "至少生成 1 个。",
            "max_value": f"一次最多 {MOST_LINKS} 个，分几次生成。",
        },
    )
