"""One task and its photos."""

import uuid

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from campaigns.models import WorkRecord
from inspections import acts, cases, evidence, phases
from inspections.enums import OPEN_STATES, TaskAction, TaskSource, TaskState
from inspections.forms.steps import FixForm
from inspections.models import PublicReport, RemediationTask
from tataboo_portal.access import photo_response, visible_or_404
from tataboo_portal.models import Photo
from tataboo_portal.permissions import Permission
from tataboo_portal.registers import masked_name, masked_words

MOST_PRAISES = 3


def load(request, number):
    """The task this person may know of, or 404."""
    known = RemediationTask.objects.for_list().select_related("rule", "reported_by")
    return visible_or_404(known, request.user, number=number)


@require_GET
def task_detail(request, number):
    """任务详情: the next step of this person, the pair, the facts, the trail."""
    task, user = load(request, number), request.user
    rows, trail = cases.photo_rows(task), list(task.steps.select_related("by"))
    before, after = cases.pair(task, rows)
    context = {
        "task": task,
        "flags": cases.flags(task),
        "steps": cases.steps(task, user, before),
        "unit_word": task.unit_word,
        "before": before,
        "after": after,
        "earlier": cases.earlier(rows, (before, after)),
        "trail": trail[::-1],
        "coordination": acts.COORDINATION,
        "days_taken": cases.days_taken(task),
        "record": WorkRecord.objects.visible_to(user).filter(pk=task.work_record_id).first(),
        "sent_back": cases.sent_back(trail) if task.state == TaskState.REWORK else None,
        "asked_for_help": acts.asked_for_help(trail) if task.state in OPEN_STATES else None,
        "hints": evidence.hints_for(user, task) if task.state == TaskState.CLOSED else [],
        "own_fix": cases.own_fix(user, task),
        "said": said_of(task),
        "praises": praises_of(task, user) if task.state == TaskState.CLOSED else [],
        "fix_form": FixForm(user=user, category=task.category, initial={"quantity": task.quantity}),
    }
    context |= next_steps(task, user, cases.broken_photo(task, rows)) | case_context(task, user, trail)
    return render(request, "inspections/task_detail.html", context)


def said_of(task):
    """What the resident wrote whose report this task handles, without numbers; gone as soon as it is forgotten there."""
    if task.source != TaskSource.PUBLIC:
        return ""
    report = PublicReport.objects.filter(Q(task=task) | Q(new_task=task)).exclude(words="").only("words").first()
    return masked_words(report.words) if report else ""


def praises_of(task, user):
    """[(praise, its giver masked)] that came for work that is done, as far as the person may open them, the newest first."""
    found = task.praises.visible_to(user).live()[:MOST_PRAISES]
    return [(praise, masked_name(praise.giver)) for praise in found]


def next_steps(task, user, broken):
    """What the page's main button offers this person."""
    return {
        "may_fix": cases.may_fix(user, task),
        "may_verify": cases.may_verify(user, task),
        "may_assign": cases.may_assign(user, task),
        "may_reshoot": cases.may_reshoot(user, task, broken),
        "may_receive": acts.may_receive(user, task),
        "may_undo": cases.may_undo(user, task),
        "step_uuid": uuid.uuid4(),
    }


def case_context(task, user, trail):
    """The case around the task: its seven steps, stages, requests, helpers and ties, and what else may be done."""
    ever_asked = any(step.action == TaskAction.ASK for step in trail)
    requests = acts.requests_of(task) if ever_asked else []
    stages, helpers = list(task.stages.select_related("done_by").order_by("position")), list(task.assisting_units.all())
    helps = user.may(Permission.FIX_TASK) and any(unit.pk == user.unit_id for unit in helpers)
    may_say = cases.allows(task, TaskAction.NOTE) and (helps or cases.directs_or_works(user, task))
    return {
        "phases": phases.phases(task),
        "stages": stages,
        "present_stage": phases.present_stage(stages),
        "coming_stage": phases.coming_stage(stages),
        "helpers": helpers,
        "ties": phases.ties(task, user),
        "pending": [asked for asked in requests if acts.is_pending(asked)],
        "pause": next((asked for asked in requests if acts.is_running_pause(asked)), None),
        "unit_acts": acts.unit_acts(user, task, requests),
        "office_acts": acts.office_acts(user, task),
        "may_say": may_say,
    }


@require_GET
def task_photo(request, number, token, size):
    """A photo of a task this person may see."""
    task = load(request, number)
    return photo_response(Photo.objects.filter(pk__in=task.photos.values("photo")), token, size)
