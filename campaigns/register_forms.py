"""The form of 老旧小区改造."""

from campaigns.enums import RenovationStatus
from campaigns.models import RenovationProject
from tataboo_portal.register_forms import RegisterForm


class RenovationForm(RegisterForm):
    """老旧小区改造: what is finished was begun before it was finished."""

    class Meta(RegisterForm.Meta):
        model = RenovationProject
        fields = (
            "site",
            "work",
            "amount",
            "amount_word",
            "funds",
            "contractor",
            "started_on",
            "finished_on",
            "status",
            "source",
        )

    def clean(self):
        cleaned = super().clean()
        started, finished = cleaned.get("started_on"), cleaned.get("finished_on")
        if started and finished and finished < started:
            self.add_error("finished_on", "竣工不能早于开工，检查一下日期。")
        if finished and cleaned.get("status") not in (None, RenovationStatus.FINISHED):
            self.add_error("status", "填了竣工日期，状态选“完工”。")
        return cleaned
