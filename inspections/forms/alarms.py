"""Which moment the preview of reminders looks at."""

from datetime import timedelta

from django import forms
from django.utils import timezone

FARTHEST = timedelta(days=60)
MOMENT_SENTENCE = "时刻要写成 2026-11-26 09:00 这样。"
FAR_SENTENCE = f"只能看前后 {FARTHEST.days} 天里的时刻，换近一点的。"


class MomentForm(forms.Form):
    """A moment near now (Asia/Shanghai)."""

    at = forms.DateTimeField(
        label="换个时刻看",
        error_messages={"required": MOMENT_SENTENCE, "invalid": MOMENT_SENTENCE},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_at(self):
        moment = self.cleaned_data["at"]
        if abs(moment - timezone.now()) > FARTHEST:
            raise forms.ValidationError(FAR_SENTENCE)
        return moment
