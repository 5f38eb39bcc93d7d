"""Which period and which denominator the figures of 综合评价 are asked for."""

from django import forms

from inspections.evaluation.rates import Basis
from inspections.evaluation.spans import USUAL, Span, usual_spans
from tataboo_portal.entry import ARCHIVE_DAYS


class EvaluationForm(forms.Form):
    """Two dates, or the name of a usual period; nonsense asks for the running month."""

    start = forms.DateField(label="从", required=False, validators=ARCHIVE_DAYS)
    end = forms.DateField(label="到", required=False, validators=ARCHIVE_DAYS)
    basis = forms.ChoiceField(choices=Basis.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.usual = usual_spans(today)
        for name in ("start", "end"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start > end:
            self.add_error("end", "结束日期要在开始日期以后。")
        return cleaned

    @property
    def span(self):
        """The span asked for."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and not self.errors:
            return Span("", "", start, end)
        return self.usual.get(self.data.get("period"), self.usual[USUAL])

    @property
    def denominator(self):
        """The denominator asked for."""
        return Basis(self.cleaned_data.get("basis") or Basis.ALL)
