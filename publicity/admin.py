"""What the office may add on this floor is kept here; records are only read and exported."""

from django.contrib import admin

from publicity import boards
from publicity.models import (
    Activity,
    ActivityTheme,
    AdRequirement,
    Board,
    BoardIssue,
    BoardKind,
    CultureCentre,
    FacilityKind,
    MaterialBatch,
    Placement,
    PlanDocument,
    Praise,
    PublicityKind,
    SmokingCheck,
    Survey,
    SurveyResponse,
    Training,
)
from tataboo_portal.admin_bases import AuditedAdmin, ReadOnlyAdmin, ReadOnlyExportAdmin


@admin.register(PublicityKind)
class PublicityKindAdmin(AuditedAdmin):
    list_display = ("indicator", "counts_as_public_ad", "stays", "lasts_days", "position", "is_active")
    list_select_related = ("indicator",)


@admin.register(AdRequirement)
class AdRequirementAdmin(AuditedAdmin):
    list_display = ("place_kind", "least", "source", "is_active")


@admin.register(BoardKind)
class BoardKindAdmin(AuditedAdmin):
    list_display = ("name", "cycle_words", "counts_as", "needs_smoking_words", "position", "is_active")
    list_select_related = ("counts_as__indicator",)

    def save_model(self, request, obj, form, change):
        """A new cycle moves the next days of all its boards."""
        super().save_model(request, obj, form, change)
        if change and {"cycle_months", "cycle_days"} & set(form.changed_data):
            boards.follow_cycle(obj)


@admin.register(ActivityTheme)
class ActivityThemeAdmin(AuditedAdmin):
    list_display = ("name", "is_volunteering", "position", "is_active")


@admin.register(FacilityKind)
class FacilityKindAdmin(AuditedAdmin):
    list_display = ("name", "group", "position", "is_active")


@admin.register(Placement)
class PlacementAdmin(ReadOnlyExportAdmin):
    sheet_slug = "placements"
    list_display = ("day", "unit", "kind", "quantity", "topic", "place", "location", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit", "kind__indicator", "place")
    date_hierarchy = "day"


@admin.register(MaterialBatch)
class MaterialBatchAdmin(ReadOnlyExportAdmin):
    sheet_slug = "batches"
    list_display = ("day", "unit", "kind", "quantity", "topic", "maker", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit", "kind__indicator")
    date_hierarchy = "day"


@admin.register(Board)
class BoardAdmin(ReadOnlyExportAdmin):
    sheet_slug = "boards"
    list_display = ("name", "unit", "kind", "keeper", "last_issue_on", "next_due_on", "is_in_use", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit", "kind", "keeper")


@admin.register(BoardIssue)
class BoardIssueAdmin(ReadOnlyExportAdmin):
    sheet_slug = "issues"
    list_display = ("day", "unit", "board", "issue_words", "topic", "has_smoking_words", "voided_at")
    list_filter = ("unit",)
    list_select_related = ("unit", "board")
    date_hierarchy = "day"


@admin.register(Survey)
class SurveyAdmin(ReadOnlyAdmin):
    list_display = ("title", "start", "end", "target", "is_closed")


@admin.register(SurveyResponse)
class SurveyResponseAdmin(ReadOnlyExportAdmin):
    sheet_slug = "responses"
    list_display = ("day", "unit", "survey", "source", "voided_at")
    list_filter = ("survey", "source", "unit")
    list_select_related = ("unit", "survey")
    date_hierarchy = "day"


@admin.register(Training)
class TrainingAdmin(ReadOnlyExportAdmin):
    sheet_slug = "trainings"
    list_display = ("day", "unit", "kind", "subject", "speaker", "people", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit",)
    date_hierarchy = "day"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("attending_units")


@admin.register(PlanDocument)
class PlanDocumentAdmin(ReadOnlyExportAdmin):
    sheet_slug = "documents"
    list_display = ("day", "unit", "title", "number", "voided_at")
    list_filter = ("unit",)
    list_select_related = ("unit",)
    date_hierarchy = "day"


@admin.register(SmokingCheck)
class SmokingCheckAdmin(ReadOnlyExportAdmin):
    sheet_slug = "smoking"
    list_display = ("day", "unit", "place", "sign_count", "voided_at")
    list_filter = ("unit",)
    list_select_related = ("unit", "place")
    date_hierarchy = "day"


@admin.register(Praise)
class PraiseAdmin(ReadOnlyExportAdmin):
    sheet_slug = "praises"
    list_display = ("day", "unit", "kind", "content", "voided_at")
    list_filter = ("kind", "unit")
    list_select_related = ("unit",)
    date_hierarchy = "day"


@admin.register(CultureCentre)
class CultureCentreAdmin(ReadOnlyExportAdmin):
    sheet_slug = "centres"
    list_display = ("unit", "name", "opened_on", "opening_hours", "is_free", "voided_at")
    list_filter = ("unit",)
    list_select_related = ("unit",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("facilities__kind")


@admin.register(Activity)
class ActivityAdmin(ReadOnlyExportAdmin):
    sheet_slug = "activities"
    list_display = ("day", "unit", "theme", "title", "status", "people", "person_times", "voided_at")
    list_filter = ("status", "theme", "unit")
    list_select_related = ("unit", "theme")
    date_hierarchy = "day"
