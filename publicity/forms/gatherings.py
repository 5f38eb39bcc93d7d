"""Forms of trainings and special meetings, and of the documents the office issues."""

from django.db.models import Q

from campaigns.forms.drives import UnitsField
from publicity.forms.days import PastDayForm
from publicity.models import PlanDocument, Training
from tataboo_portal.models import Unit
from tataboo_portal.register_forms import PaperForm, RegisterForm

UNITS_SENTENCE = "有的参加单位不在名单里，重新选一下。"
ORDER = ("unit", "kind", "day", "subject", "speaker", "people", "attending_units", "where", "location")


class TrainingForm(PaperForm, PastDayForm, RegisterForm):
    """培训、专题会议: who came is told in units and in people, the sign-in sheet as a photo, the material as a paper."""

    attending_units = UnitsField(
        label="参加单位",
        queryset=Unit.objects.none(),
        required=False,
        error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value", "invalid_list"), UNITS_SENTENCE),
    )
    paper_name = "material"

    class Meta(RegisterForm.Meta):
        model = Training
        fields = ("kind", "day", "subject", "speaker", "people")

    def __init__(self, *args, row=None, **kwargs):
        super().__init__(*args, row=row, **kwargs)
        there = Q(is_active=True)  # a unit out of use that was there stays
        if row:
            there |= Q(pk__in=row.attending_units.values("pk"))
        self.fields["attending_units"].queryset = Unit.objects.filter(there)
        self.order_fields(ORDER)

    def initial_of(self, row):
        return super().initial_of(row) | ({"attending_units": list(row.attending_units.all())} if row else {})

    def values(self):
        """What the action needs, the units that came with it."""
        return super().values() | {"attending_units": list(self.cleaned_data["attending_units"])}


class DocumentForm(PaperForm, PastDayForm, RegisterForm):
    """工作方案: a document lies nowhere."""

    class Meta(RegisterForm.Meta):
        model = PlanDocument
        fields = ("title", "number", "day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["where"], self.fields["location"]
