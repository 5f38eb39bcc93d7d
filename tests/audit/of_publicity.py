"""Acts on publicity: placements, batches, boards, gatherings, centres, surveys: each done once, rightly."""

from datetime import timedelta

from django.utils import timezone

from publicity.actions import activities, batches, boards, centres, gatherings, placements, smoking, surveys
from publicity.models import Training
from tests import makers, registers
from tests import surveys as asked
from tests.audit.acts import given, on
from tests.audit.of_ledgers import facts, new
from tests.people import person, unit_of
from tests.publicity import hands
from tests.publicity.test_centres import centre
from tests.publicity.test_smoking import check

QUESTIONS = [("控烟", "示例：满意吗？")]


def training():
    kept = {"kind": "training", "subject": "示例培训", "people": 9, "day": timezone.localdate()}
    return registers.row(Training, **kept)


def planned():
    return registers.activity(status="planned", theme="heritage")


def answers():
    survey = asked.running()
    return survey, asked.levels(survey, "555")


def answered():
    survey, levels = answers()
    return given(link=asked.link(survey), answers=levels, remark="示例")


def logged():
    survey, levels = answers()
    kept = {"unit": unit_of("1"), "day": timezone.localdate(), "remark": "示例"}
    return given(by=person("wang"), client_uuid=new(), survey=survey, answers=levels, **kept)


def rewritten():
    survey, levels = answers()
    paper = asked.paper(survey, "533")
    return on(paper, by=person("wang"), version=1, survey=survey, day=paper.day, answers=levels, remark="示例")


def issue():
    return hands.issue(hands.board())


def standing():
    return makers.placement(unit="1")


def taken_down():
    row = standing()
    placements.take_down(row, by=person("li"), day=timezone.localdate())
    return row


def worn():
    row = makers.placement(unit="1")
    row.valid_until = timezone.localdate() - timedelta(days=1)
    row.save()
    return row


def new_survey():
    today = timezone.localdate()
    return given(by=person("wang"), client_uuid=new(), questions=QUESTIONS, title="示例", start=today, end=today)


ACTS = {
    activities.hold: lambda: on(planned(), by=person("li"), version=1, day=timezone.localdate(), people=9),
    batches.change_batch: lambda: on(hands.batch(), by=person("wang"), version=1, quantity=50),
    batches.void_batch: lambda: on(hands.batch(), by=person("wang"), reason="示例"),
    boards.add_issue: lambda: given(
        by=person("li"), client_uuid=new(), board=hands.board(), day=timezone.localdate(), topic="示例", note=""
    ),
    boards.change_issue: lambda: on(issue(), by=person("wang"), version=1, topic="示例新主题"),
    boards.void_issue: lambda: on(issue(), by=person("wang"), reason="示例"),
    boards.void_board: lambda: on(hands.board(), by=person("wang"), reason="示例"),
    centres.add_centre: lambda: given(by=person("wang"), client_uuid=new(), unit=unit_of("1"), name="示例"),
    centres.change_centre: lambda: on(centre(), by=person("wang"), version=1, name="示例新中心"),
    gatherings.log_training: lambda: given(
        by=person("wang"),
        client_uuid=new(),
        unit=unit_of("1"),
        kind="training",
        subject="示例",
        people=9,
        day=timezone.localdate(),
    ),
    gatherings.change_training: lambda: on(training(), by=person("wang"), version=1, subject="示例新"),
    placements.log_placement: lambda: given(
        by=person("li"), client_uuid=new(), kind=hands.kind(), quantity=2, **facts()
    ),
    placements.change_placement: lambda: on(standing(), by=person("wang"), version=1, quantity=5),
    placements.void_placement: lambda: on(standing(), by=person("wang"), reason="示例"),
    placements.take_down: lambda: on(standing(), by=person("li"), day=timezone.localdate()),
    placements.put_back: lambda: on(taken_down(), by=person("li")),
    placements.file_task: lambda: on(worn(), by=person("li")),
    smoking.file_task: lambda: on(check(no_butts=False), by=person("li")),
    surveys.add_survey: new_survey,
    surveys.change_survey: lambda: on(asked.running(), by=person("wang"), version=1, title="示例新"),
    surveys.make_links: lambda: on(
        asked.running(), by=person("wang"), community=unit_of("1"), count=2, client_uuid=new()
    ),
    surveys.answer: answered,
    surveys.log_response: logged,
    surveys.change_response: rewritten,
    surveys.forget_remark: lambda: on(asked.paper(asked.running(), remark="示例"), by=person("wang")),
}
