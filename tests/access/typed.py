"""What somebody types or chooses where the first choice of a page writes nothing: {route: {field: answer, or None to leave it}}."""

from inspections.enums import TaskState
from inspections.models import RemediationTask
from reports.forms.scores import ComputeForm
from reports.models import Scoring
from tataboo_portal.forms import CalendarDaysForm

HOLIDAY = "2027-12-31 放假 示例"
NOT_SENT = None


def answers():
    """Answers that lie over those of the page, made from the rows there are."""
    reported = RemediationTask.objects.filter(state=TaskState.REPORTED).order_by("id").first()
    return {
        "bulletin_new": {"campaign": NOT_SENT},  # the first there is ended years ago
        "manage_calendar": {"lines": HOLIDAY, "do": "save", "seen": seen(HOLIDAY)},
        "manage_scores": {"is_on": "no"},
        "meeting_edit": {"insert": "phrase"},
        "meeting_record": {"line": "#1 王敏 不限 清理二号楼后的杂物"},
        "meeting_times": {"preview": NOT_SENT, "deadline_at": "16:00"},
        "place_import": {"rows": "1\t\t示例小区十", "write": "1"},
        "register_bait_check": {"status": "damaged"},
        "register_market_check": {"out_of_zone": "2"},
        "scheme_edit": {"name": "示例方案改"},
        "scheme_new": {"code": "shili"},
        "score_compute": {"what": not_computed()},
        "survey_detail": {"title": "示例调查改"},
        "task_chosen": {"task": f"{reported.number}@{reported.version}", "do": "assign"},
        "task_duplicate": {"number": reported.number},
    }


def seen(lines):
    """What the page says of these lines once somebody looked at them."""
    form = CalendarDaysForm({"lines": lines})
    assert form.is_valid()
    return form.digest


def not_computed():
    """A scheme in force and a finished period nobody scored yet."""
    taken = {(row.scheme.code, row.start) for row in Scoring.objects.select_related("scheme")}
    form = ComputeForm()
    choices = [words for words, _ in form.fields["what"].choices if words.startswith("community_month ")]
    for words in choices:
        form.cleaned_data = {"what": words}
        scheme, span = form.asked()
        if (scheme.code, span.start) not in taken:
            return words
    raise AssertionError("every period is scored already")
