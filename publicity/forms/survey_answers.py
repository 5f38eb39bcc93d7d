"""Answers to a survey: a resident's own behind a code, and a paper form as it is typed in."""

from django import forms
from django.core.validators import MaxLengthValidator

from publicity import surveys
from publicity.enums import Level
from publicity.models import Survey, SurveyResponse
from tataboo_portal.enums import UnitKind
from tataboo_portal.public import form_token, read_token
from tataboo_portal.register_forms import RegisterForm

MOST_REMARK = 200
PURPOSE = "survey"
STALE = "页面放得太久了，看一眼再点一次“提交”。"
TRAPPED = "这次没有记下：最下面那一栏要空着。再点一次“提交”。"


def level_field(question, **kwargs):
    """The steps of one question as radio buttons."""
    label = f"{question.theme}：{question.words}"
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, choices=Level.choices, **kwargs)


class AnswerForm(forms.Form):
    """A resident's answers: every question, a remark if they like, and a field that only programs fill in.

    The token says that this page was served for this code not long ago; the code itself is what lets a person in.
    """

    remark = forms.CharField(
        label="还想说的话（可不填）",
        max_length=MOST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MOST_REMARK}),
        error_messages={"max_length": f"最多 {MOST_REMARK} 个字，写短一点。"},
    )
    website = forms.CharField(
        label="这一栏空着",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        validators=[MaxLengthValidator(0, TRAPPED)],
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, link, questions):
        super().__init__(data)
        self.link, self.questions = link, questions
        for number, question in enumerate(questions, start=1):
            errors = {"required": f"第 {number} 题还没有选。", "invalid_choice": f"第 {number} 题再选一次。"}
            self.fields[self.name_of(question)] = level_field(question, error_messages=errors)
        self.initial["token"] = self.fresh_token()

    @staticmethod
    def name_of(question):
        """The question's name in the form."""
        return f"q{question.pk}"

    def fresh_token(self):
        """A token for this code."""
        return form_token(PURPOSE, self.link.code)

    @property
    def levels(self):
        """The questions' fields in their order."""
        return [self[self.name_of(question)] for question in self.questions]

    def clean(self):
        cleaned = super().clean()
        if read_token(cleaned.get("token"), PURPOSE, self.link.code) is None:
            self.add_error(None, STALE)
        return cleaned

    def again(self):
        """Ready to be sent again: a fresh token, the trap empty."""
        self.data = self.data.copy()
        self.data["token"], self.data["website"] = self.fresh_token(), ""

    def answers(self):
        """{question id as text: level}."""
        return {str(question.pk): self.cleaned_data[self.name_of(question)] for question in self.questions}


class ResponseForm(RegisterForm):
    """One paper form: community, day, a level for every question that was asked, a remark."""

    today = ("day",)
    KEYS = [(value, f"{value} {words}") for value, words in Level.choices] + [("", "没问")]

    class Meta(RegisterForm.Meta):
        model = SurveyResponse
        fields = ("survey", "day", "remark")

    def __init__(self, data=None, files=None, *, user, row=None, initial=None, **kwargs):
        super().__init__(data, files, user=user, row=row, initial=initial, **kwargs)
        del self.fields["where"], self.fields["location"]
        self.survey = row.survey if row else self._asked_for(data, initial or {})
        self._offer_communities()
        self._ask(row)

    def _asked_for(self, data, initial):
        """The survey the form or its address names, else the newest that runs."""
        named = str((data or {}).get("survey") or initial.get("survey") or "")
        if not named:
            return surveys.newest_open()
        return Survey.objects.filter(pk=int(named)).first() if named.isdecimal() and len(named) < 10 else None

    def _offer_communities(self):
        if "unit" in self.fields:
            field = self.fields["unit"]
            field.label, field.queryset = "社区", field.queryset.filter(kind=UnitKind.COMMUNITY)
            field.empty_label = "选社区"

    def _ask(self, row):
        field = self.fields["survey"]
        field.queryset = Survey.objects.filter(pk=self.survey.pk if self.survey else None)
        field.empty_label = None if self.survey else "现在没有进行中的调查"
        field.help_text = "录另一个调查的，到“满意度调查”里从那一个点进来。"
        field.error_messages |= dict.fromkeys(
            ("required", "invalid_choice"), "现在没有进行中的调查，先由双创办建一个。"
        )
        if not row and self.survey:
            self.initial["survey"] = self.survey
        self.asked = list(self.survey.questions.all()) if self.survey else []
        for question in self.asked:
            level = row.answers.get(str(question.pk), "") if row else ""
            made = level_field(question, required=False, initial=level)
            made.label, made.choices = question.theme, self.KEYS
            self.fields[f"a{question.pk}"] = made

    @property
    def levels(self):
        """The questions' fields in their order."""
        return [self[f"a{question.pk}"] for question in self.asked]

    @property
    def plain_fields(self):
        """Whose, of which survey and when; the rest is drawn beside the questions."""
        return [self[name] for name in ("unit", "survey", "day") if name in self.fields]

    def clean(self):
        cleaned = super().clean()
        unit, day, survey = cleaned.get("unit"), cleaned.get("day"), cleaned.get("survey")
        if unit is not None and unit.kind != UnitKind.COMMUNITY:
            self.add_error(None, "满意度答卷按社区记，由社区或者双创办录入。")
        trouble = surveys.trouble_with(survey, day) if survey and day else ""
        if trouble:
            self.add_error(None if survey.is_closed else "day", trouble)
        found = {str(question.pk): cleaned.get(f"a{question.pk}") for question in self.asked}
        cleaned["answers"] = {question: level for question, level in found.items() if level}
        if survey and not cleaned["answers"]:
            self.add_error(None, surveys.NO_QUESTION)
        return cleaned

    def values(self):
        return super().values() | {"answers": self.cleaned_data["answers"]}
