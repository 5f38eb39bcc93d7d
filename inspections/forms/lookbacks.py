"""What somebody says who looked at a closed problem again, and what an administrator confirms about deadlines."""

from django import forms

from inspections.enums import LookBackOutcome
from tataboo_portal.forms import OnePhotoForm, SubmissionForm


class LookBackForm(OnePhotoForm, SubmissionForm):
    """回头看: nothing came back, or it did, with a photo unless somebody filed it already."""

    outcome = forms.ChoiceField(
        choices=LookBackOutcome.choices,
        error_messages={"required": "选没有反弹或者反弹。", "invalid_choice": "选没有反弹或者反弹。"},
    )
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    photo_sentence = "反弹要拍一张现在的照片。"

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known

    @property
    def photo_required(self):
        """Whether what was said needs a picture."""
        return self.cleaned_data.get("outcome") == LookBackOutcome.CAME_BACK and not self.known

    def values(self):
        """What the action needs, without the form's own machinery."""
        return {name: self.cleaned_data[name] for name in ("client_uuid", "outcome", "note", "photo")}


class RecalculateForm(SubmissionForm):
    """重算期限: exactly the changes that were on the screen."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
