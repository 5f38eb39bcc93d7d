"""What people do with surveys: the office asks and hands out links, residents answer once, paper is typed in."""

import uuid

from django.db import transaction
from django.utils import timezone

from publicity import surveys
from publicity.enums import ResponseSource
from publicity.models import Survey, SurveyLink, SurveyQuestion, SurveyResponse
from tataboo_portal import audit, exports, ledgers
from tataboo_portal.enums import AuditAction
from tataboo_portal.refusals import Refusal, StaleEdit

NO_MORE_LINKS = "这个调查已经结束，不再生成二维码。"
ONLY_VOID = "扫码填的答卷不能改，有问题就作废。"
LOCKED_SENTENCE = "已经收到答卷：问题、算法和达标线不能再改，免得前后的答案对不上。名称、日期和结束可以改。"
CHANGEABLE = ("title", "start", "end", "is_closed")


class AlreadyAnswered(Refusal):
    """Somebody answered behind this code before."""


class NotOpen(Refusal):
    """The survey takes no answers today."""


@transaction.atomic
def add_survey(*, by, client_uuid, questions, **values):
    """A new survey with its questions, [(theme, words)]; the same submission again is the same survey."""
    existing = Survey.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    survey = Survey.objects.create(client_uuid=client_uuid, created_by=by, **values)
    survey.refresh_from_db()  # weights as the numbers they are, not as the words of a default
    ask(survey, questions)
    audit.record(by=by, action=AuditAction.ADD, subject=survey, after=facts_of(survey))
    return survey


@transaction.atomic
def change_survey(survey, *, by, version, questions=None, **values):
    """The survey with new values; once an answer has come, only its title, dates and closing."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if locked.version != version:
        raise StaleEdit("刚有人改过这个调查，看看再保存。")
    if surveys.has_answers(locked):
        values, questions = {name: values[name] for name in CHANGEABLE if name in values}, None
        refuse_days_without_answers(locked, values)
    before = facts_of(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    if questions is not None and [list(pair) for pair in questions] != before["questions"]:
        locked.questions.all().delete()
        ask(locked, questions)
    if facts_of(locked) == before:
        return locked
    locked.version += 1
    locked.save()
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=facts_of(locked))
    return locked


def refuse_days_without_answers(survey, values):
    """Refuse dates that would leave an answer outside of its survey."""
    first, last = surveys.answered_days(survey)
    start, end = values.get("start", survey.start), values.get("end", survey.end)
    if first and (first < start or last > end):
        raise Refusal(f"已经有 {first} 到 {last} 的答卷，日期要包住这一段。")


def ask(survey, questions):
    """Write the questions in their order."""
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, theme=theme, words=words, position=position)
        for position, (theme, words) in enumerate(questions, start=1)
    )


def facts_of(survey):
    """The survey with its questions as the trail keeps them."""
    asked = [list(pair) for pair in survey.questions.order_by("position", "id").values_list("theme", "words")]
    return audit.snapshot(survey) | {"questions": asked}


@transaction.atomic
def make_links(survey, *, by, community, count, client_uuid):
    """So many new links for one community; the same submission again makes none."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    made = SurveyLink.objects.filter(batch=client_uuid)
    if made.exists():
        return made.count()
    if locked.is_closed or locked.end < timezone.localdate():
        raise Refusal(NO_MORE_LINKS)
    shared = {"survey": locked, "community": community, "batch": client_uuid, "created_by": by}
    SurveyLink.objects.bulk_create([SurveyLink(**shared) for _ in range(count)], batch_size=200)
    told = {"community": community.name, "links": count, "batch": str(client_uuid)}
    audit.record(by=by, action=AuditAction.BUILD, subject=locked, after=told)
    return count


@transaction.atomic
def answer(*, link, answers, remark=""):
    """What a resident says, once per link: whoever comes second while the first is written waits and is told."""
    of = ("self", "survey")
    locked = SurveyLink.objects.select_for_update(of=of).select_related("survey", "community").get(pk=link.pk)
    survey, today = locked.survey, timezone.localdate()
    if locked.answered_at:
        raise AlreadyAnswered("已经填过了，谢谢。")
    if not survey.is_open(today):
        raise NotOpen("这个调查现在不收答卷。")
    if set(answers) != surveys.asked_of([survey.pk])[survey.pk]:
        raise StaleEdit(surveys.OTHER_QUESTIONS)
    surveys.check(survey, day=today, answers=answers, asked=set(answers))
    said = {"survey": survey, "link": locked, "source": ResponseSource.LINK, "answers": answers, "remark": remark}
    response = ledgers.add(SurveyResponse, by=None, client_uuid=uuid.uuid4(), unit=locked.community, day=today, **said)
    locked.answered_at = timezone.now()
    locked.save(update_fields=("answered_at",))
    return response


@transaction.atomic
def log_response(*, by, client_uuid, survey, day, answers, **values):
    """One paper form, however often it arrives."""
    hold(survey, day, answers)
    return ledgers.add(
        SurveyResponse, by=by, client_uuid=client_uuid, survey=survey, day=day, answers=answers, **values
    )


@transaction.atomic
def change_response(response, *, by, version, survey, day, answers, **values):
    """A paper form typed in anew; what a resident answered is never rewritten."""
    if response.source != ResponseSource.PAPER:
        raise Refusal(ONLY_VOID)
    if survey != response.survey:
        raise Refusal(surveys.OTHER_QUESTIONS)
    hold(survey, day, answers)
    return ledgers.change(response, by=by, version=version, day=day, answers=answers, **values)


@transaction.atomic
def forget_remark(response, *, by):
    """删除意见: what somebody wrote in their own words goes because they asked for it, with the sheets it stands in.

    The marks stay, for nothing leads from them to anybody. Again changes nothing.
    """
    locked = SurveyResponse.objects.select_for_update().get(pk=response.pk)
    if not locked.remark:
        return locked
    locked.remark, locked.changed_by = "", by
    locked.version += 1
    locked.save()
    exports.forget_made("responses")
    after = audit.snapshot(locked)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, after=after, reason="按本人要求删除意见")
    return locked


def hold(survey, day, answers):
    """Hold the survey as it is while an answer to it is written; Refusal where the answer does not fit."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    surveys.check(locked, day=day, answers=answers, asked=surveys.asked_of([locked.pk])[locked.pk])
