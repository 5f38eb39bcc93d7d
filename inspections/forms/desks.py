"""Forms of the work screens over many tasks; they validate and never save."""

import re

from django import forms

from inspections.forms.steps import VerifyForm
from tataboo_portal.forms import LabelChoiceField, SubmissionForm
from tataboo_portal.models import StandardText, Unit

MOST_CHOSEN = 100
MOST_REASONS = 9  # one digit key each
NOTHING_CHOSEN_SENTENCE = "还没有选任务，先勾几条。"
CHOSEN = re.compile(r"([0-9A-Za-z_-]{1,16})@([0-9]{1,9})", re.ASCII)


class ChosenField(forms.MultipleChoiceField):
    """Chosen tasks as [(number, version on the screen)]; each arrives as “7-0312@3”."""

    default_error_messages = {"required": NOTHING_CHOSEN_SENTENCE}

    def clean(self, value):
        found = [CHOSEN.fullmatch(words) for words in (value or [])[:MOST_CHOSEN]]
        pairs = {match[1]: int(match[2]) for match in found if match}
        if not pairs:
            raise forms.ValidationError(self.error_messages["required"], "required")
        return list(pairs.items())


class ChosenForm(forms.Form):
    """Rows chosen in a list, and what is to be done with them."""

    ASSIGN, EXTEND, PRINT = "assign", "extend", "print"
    task = ChosenField()
    do = forms.ChoiceField(choices=((ASSIGN, "派给"), (EXTEND, "延期"), (PRINT, "打印任务单")))


class DispatchForm(SubmissionForm):
    """派单: one or many tasks to one unit, each with the deadline of its own rule."""

    task = ChosenField()
    unit = LabelChoiceField(
        label="派给",
        queryset=Unit.objects.active(),
        empty_label="选单位",
        error_messages={"required": "选一下派给哪个单位。", "invalid_choice": "这个单位已经停用，换一个。"},
    )

    @property
    def sentence(self):
        """What is wrong with it, in one sentence."""
        return next(iter(self.errors.values()))[0]


class ExtendForm(SubmissionForm):
    """延期: the requests of many tasks granted with one reason."""

    task = ChosenField()
    note = forms.CharField(
        label="延期理由",
        max_length=200,
        error_messages={"required": "批准延期要写理由。", "max_length": "理由最多 200 个字。"},
    )

    @property
    def sentence(self):
        """What is wrong with it, in one sentence."""
        return next(iter(self.errors.values()))[0]


class VerifyDeskForm(VerifyForm):
    """核查台: pass with a quantity, or send back with a reason that is chosen or written."""

    reason = forms.ChoiceField(label="哪里不合格", choices=(), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        texts = StandardText.objects.filter(topic="send_back", is_active=True).values_list("text", flat=True)
        self.fields["reason"].choices = [(text, text) for text in texts[:MOST_REASONS]]

    def clean_note(self):
        """What was written, or the reason that was chosen."""
        return self.cleaned_data["note"] or self.data.get("reason", "")[:200]


class SavedFilterForm(forms.Form):
    """常用筛选: a name for the list as it is shown now."""

    name = forms.CharField(
        label="名称",
        max_length=20,
        error_messages={"required": "给常用筛选起个名字。", "max_length": "名字最多 20 个字。"},
    )
    query = forms.CharField(
        max_length=300,
        error_messages={"required": "先筛选，再存成常用。", "max_length": "条件太多，存不下，去掉几个再存。"},
    )
