"""Forms with a box for words and the office's 常用语 beside it; they validate and never save."""

from django import forms

from tataboo_portal.forms import SubmissionForm
from tataboo_portal.models import StandardText


class PhrasedForm(SubmissionForm):
    """Words of one's own, or one of the office's phrases about the form's topics; own words go first.

    Scripts copy a chosen phrase into the box; without them the choice itself is enough.
    """

    topics: tuple[str, ...] = ()
    note_required = ""
    phrase = forms.ModelChoiceField(
        label="常用语",
        queryset=StandardText.objects.none(),
        widget=forms.RadioSelect(attrs={"data-fill": "note"}),
        empty_label=None,
        required=False,
        error_messages={"invalid_choice": "这句常用语已经停用，自己写一句。"},
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phrase"].queryset = StandardText.objects.filter(topic__in=self.topics, is_active=True)

    def clean(self):
        cleaned = super().clean()
        phrase = cleaned.pop("phrase", None)
        if "note" in self.errors:
            return cleaned
        if phrase and not cleaned.get("note"):
            cleaned["note"] = phrase.text
        if self.note_required and not cleaned.get("note"):
            self.add_error("note", self.note_required)
        return cleaned
