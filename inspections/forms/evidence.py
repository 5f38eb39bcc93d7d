"""The verifier's answer to a hint; it validates and never saves."""

from django import forms

from inspections.enums import HintAnswer


class HintForm(forms.Form):
    """说得通 or 有疑问, and a word on it if wanted."""

    answer = forms.ChoiceField(choices=HintAnswer.choices)
    note = forms.CharField(max_length=200, required=False)
    seen = forms.ChoiceField(choices=(("", ""), *HintAnswer.choices), required=False)
