"""清扫活动: one event per row with who took part and the eight totals."""

from django.db.models import Count, Sum, prefetch_related_objects
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import actions
from campaigns.forms import DriveFilter, DriveForm
from campaigns.forms.drives import TOTALS
from campaigns.models import CleanupDrive, WorkRecord
from tataboo_portal import ledger_views, ledgers

SUM_HEADS = (
    ("drives", "活动", "次"),
    ("people", "人数（各次相加）", "人"),
    ("person_times", "参加", "人次"),
    ("vehicles", "车辆", "辆"),
)
TAKERS = {"people": "人", "person_times": "人次", "vehicles": "辆"}


def words_of(drive):
    """An event as titles and toasts say it: “社区七 清扫活动 25人 2辆”."""
    took_part = [f"{getattr(drive, name)}{word}" for name, word in TAKERS.items() if getattr(drive, name)]
    return " ".join([drive.unit.name, drive.name or "清扫活动", *took_part])


def with_results(request, context):
    """The eight columns, each row's numbers in them, and the sums of the filter."""
    indicators, rows = list(TOTALS.all()), context["page"].rows
    prefetch_related_objects(rows, "records")
    for row in rows:
        results = row.results
        row.cells = [(indicator, results.get(indicator.pk)) for indicator in indicators]
    return {"indicators": indicators, "sums": sums_of(context["filter"].qs)}


def sums_of(drives):
    """Events, people, person-times, vehicles and each of the totals, every one by itself; None for too many events."""
    drives = drives.order_by()
    if drives[: ledgers.SUM_CAP + 1].count() > ledgers.SUM_CAP:
        return None
    taken = drives.aggregate(drives=Count("pk"), **{name: Sum(name) for name in TAKERS})
    found = [(head, taken[head[0]] or 0) for head in SUM_HEADS]
    records = WorkRecord.objects.live().filter(drive__in=drives.values("pk"), indicator__in=TOTALS.values("pk"))
    return found + ledgers.sums(records, ("indicator__position", "indicator__name", "indicator__unit_word"))


DRIVES = ledger_views.Ledger(
    model=CleanupDrive,
    form=DriveForm,
    filter=DriveFilter,
    prefix="drive",
    title="清扫活动",
    add=actions.log_drive,
    change=actions.change_drive,
    void=actions.void_drive,
    words=words_of,
    list_template="campaigns/drive_list.html",
    detail_template="campaigns/drive_detail.html",
    list_context=with_results,
    row_context=lambda row: {"records": records_of(row), "helpers": row.helpers.all()},
)


def records_of(drive):
    """What the event achieved, as its records."""
    records = drive.records.select_related("indicator").order_by("indicator__position", "id")
    return [record for record in records if record.is_voided == drive.is_voided]


@require_http_methods(["GET", "POST"])
def drive_list(request):
    """清扫活动: quick entry, sums, rows."""
    return ledger_views.list_page(request, DRIVES)


@require_http_methods(["GET", "POST"])
def drive_detail(request, pk):
    """One event with its records."""
    return ledger_views.detail_page(request, DRIVES, pk)


@require_POST
def drive_void(request, pk):
    """作废 one event with its records."""
    return ledger_views.void_row(request, DRIVES, pk)


@require_GET
def drive_photo(request, pk, token, size):
    """A photo of an event."""
    return ledger_views.photo(request, DRIVES, pk, token, size)
