"""What a reporter reads of a report: plain words and days, no person, no number, nothing of any other report."""

from dataclasses import dataclass
from datetime import datetime

from inspections import cases
from inspections.enums import NO_CASE_STATES, Decision, PhotoStage, PublicRating, PublicState, TaskState
from tataboo_portal import photos

DONE, NOW, TO_COME = "is-done", "is-now", ""


@dataclass(frozen=True)
class Line:
    """One step of the way: its words, since when, whether it is done, and a sentence more."""

    words: str
    at: datetime | None = None
    css: str = TO_COME
    hint: str = ""


def lines(report):
    """The steps of a report, in order."""
    found = [Line("已收到", report.received_at, DONE)]
    if report.state == PublicState.WAITING:
        return [*found, Line("等待受理", None, NOW, "街道会看这张照片，决定由谁来办。"), Line("办理")]
    if report.state == PublicState.DECLINED:
        return [*found, Line("没有受理", report.decided_at, DONE, _politely(report.decision_note))]
    found += _of_task(handled(report.task), report.decided_at)
    return found + _after_rating(report) if report.rating == PublicRating.DISSATISFIED else found


def handled(task):
    """The task in which a problem is handled: its own, or the one it was joined to."""
    return task.original if task and task.state == TaskState.DUPLICATE and task.original else task


def _of_task(task, accepted_at):
    """Accepted, and how far it is since."""
    if task.state in NO_CASE_STATES:
        return [Line("没有办理", None, DONE, "现场核实后，没有作为问题办理。")]
    if task.state != TaskState.CLOSED:
        return [Line("已受理，正在处理", accepted_at, NOW), Line("解决")]
    return [Line("已受理", accepted_at, DONE), Line("已结案" if task.is_forced else "已解决", task.closed_at, DONE)]


def _after_rating(report):
    """What became of a result somebody was not satisfied with."""
    said = Line("已收到“不满意”", report.rated_at, DONE)
    if report.reopening == Decision.REFUSED:
        return [said, Line("不再整改", report.reopening_at, DONE, _politely(report.reopening_note))]
    if report.reopening != Decision.APPROVED:
        return [said, Line("正在研究要不要再整改", None, NOW)]
    again = handled(report.new_task)
    if again.state == TaskState.CLOSED:
        return [said, Line("再次解决", again.closed_at, DONE)]
    if again.state in NO_CASE_STATES:
        return [said, Line("没有再办理", None, DONE, "现场核实后，没有作为问题办理。")]
    return [said, Line("再次整改，正在处理", report.reopening_at, NOW), Line("解决")]


def _politely(reason):
    return f"原因：{reason}" if reason else ""


def is_resolved(report):
    """Whether the problem was handled to its end, so that its reporter may say what they think of it."""
    task = handled(report.task)
    return bool(task) and task.state == TaskState.CLOSED


def may_rate(report):
    """Whether the reporter may still rate the result; once."""
    return is_resolved(report) and not report.rating


def after_release(report):
    """The copy for outside of the photo of the result, or None while nobody prepared one."""
    task = handled(report.current_task)
    if task is None or task.state != TaskState.CLOSED:
        return None
    row = cases.newest(cases.photo_rows(task), PhotoStage.AFTER)
    release = photos.release_of(row.photo) if row else None
    return release if release and release.is_ready else None
