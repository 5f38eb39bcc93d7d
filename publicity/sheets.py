"""The publicity ledger as a sheet."""

from publicity.models import Placement
from tataboo_portal.sheets import LedgerSheet, text


class PlacementSheet(LedgerSheet):
    """宣传台账, one row per placement, voided rows with their reason."""

    kind = text("kind__indicator__name", "形式")
    unit_word = text("kind__indicator__unit_word", "量词")
    topic = text("topic", "主题")

    class Meta:
        model = Placement
        fields = (
            "day",
            "unit",
            "kind",
            "topic",
            "quantity",
            "unit_word",
            "place",
            "location",
            "note",
            "created_by",
            "void_reason",
        )
        export_order = fields
