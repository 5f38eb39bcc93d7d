"""The work ledger as a sheet."""

from campaigns.models import WorkRecord
from tataboo_portal.sheets import LedgerSheet, text


class WorkRecordSheet(LedgerSheet):
    """整治台账, one row per record, voided rows with their reason."""

    indicator = text("indicator__name", "类型")
    unit_word = text("indicator__unit_word", "量词")

    class Meta:
        model = WorkRecord
        fields = (
            "day",
            "unit",
            "indicator",
            "quantity",
            "unit_word",
            "place",
            "location",
            "note",
            "created_by",
            "void_reason",
        )
        export_order = fields
