"""Sheets that leave the portal: columns in the office's order, formula text made harmless."""

from import_export import fields, resources, widgets

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text):
    """Text that a spreadsheet program will not run as a formula."""
    return f"'{text}" if str(text).startswith(FORMULA_STARTS) else text


class HarmlessTextWidget(widgets.CharWidget):
    """A text column that never starts a formula."""

    def render(self, value, obj=None, **kwargs):
        return harmless(super().render(value, obj, **kwargs) or "")


def text(attribute, heading):
    """One text column."""
    return fields.Field(attribute=attribute, column_name=heading, widget=HarmlessTextWidget())


class LedgerSheet(resources.ModelResource):
    """The columns every ledger shares; a floor adds its own kind column."""

    day = fields.Field(attribute="day", column_name="日期", widget=widgets.DateWidget("%Y-%m-%d"))
    unit = text("unit__name", "责任单位")
    place = text("place__name", "点位")
    location = text("location", "具体位置")
    quantity = fields.Field(attribute="quantity", column_name="数量", widget=widgets.IntegerWidget())
    note = text("note", "备注")
    created_by = text("created_by__full_name", "记录人")
    void_reason = text("void_reason", "作废原因")
