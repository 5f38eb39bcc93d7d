"""Entries of what has happened: their day is not in the future."""

from django import forms
from django.utils import timezone

FUTURE_SENTENCE = "日期还没到，到了那天再记，或者检查一下年份。"


class PastDayForm(forms.Form):
    """An entry whose `day` is today's unless somebody says otherwise, and never a coming one."""

    today = ("day",)

    def clean_day(self):
        """The day, unless it is still to come."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(FUTURE_SENTENCE, "future")
        return day
