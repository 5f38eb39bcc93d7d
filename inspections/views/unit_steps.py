"""The pages of a unit before it fixes: sign, hand on, return, finish a stage, say why it cannot be done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from inspections import actions, acts, cases
from inspections.forms.unit_steps import CannotForm, HandOverForm, ReceiveForm, ReturnForm, SayForm, StageForm
from inspections.views.pages import small_step, step_page
from inspections.views.tasks import load
from tataboo_portal.access import submitted
from tataboo_portal.refusals import Refusal


def load_ours(request, number):
    """The task this person or their unit works on: 404 for what they may not know of, 403 for another unit's."""
    task = load(request, number)
    if not cases.is_ours(request.user, task):
        raise PermissionDenied
    return task


@require_POST
def task_receive(request, number):
    """签收: one tap from the task."""
    task = load_ours(request, number)
    form = ReceiveForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["client_uuid"][0])
        return redirect("task_detail", task.number)
    try:
        actions.receive(by=request.user, task=task, client_uuid=form.cleaned_data["client_uuid"])
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "已签收。")
    return redirect("task_detail", task.number)


@require_http_methods(["GET", "POST"])
def task_hand_over(request, number):
    """派给: a button for every person of the unit."""
    task = load_ours(request, number)
    form = HandOverForm(*submitted(request), initial={"version": task.version}, unit=task.unit)

    def take():
        return actions.hand_over(by=request.user, task=task, **form.cleaned_data)

    people = form.fields["assignee"].queryset
    return step_page(request, task, form, "inspections/task_hand_over.html", take, people=people)


@require_http_methods(["GET", "POST"])
def task_return(request, number):
    """退回街道: not this unit's business, with a reason."""
    task = load_ours(request, number)
    form = ReturnForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.return_to_office(by=request.user, task=task, **form.cleaned_data)

    return small_step(request, task, form, take, title="退回街道", button="退回街道")


@require_http_methods(["GET", "POST"])
def task_stage(request, number):
    """完成阶段: the present stage of a long case."""
    task = load_ours(request, number)
    form = StageForm(*submitted(request), initial={"version": task.version})

    def take():
        return actions.finish_stage(by=request.user, task=task, **form.cleaned_data)

    return step_page(request, task, form, "inspections/task_stage.html", take, stages=list(task.stages.all()))


@require_http_methods(["GET", "POST"])
def task_say(request, number):
    """补充说明: from whoever works on the task, helps with it, reported it or directs it."""
    task = load(request, number)
    if not cases.may_say(request.user, task):
        raise PermissionDenied
    form = SayForm(*submitted(request))

    def take():
        return actions.say(by=request.user, task=task, **form.cleaned_data)

    return small_step(request, task, form, take, title="补充说明", button="交")


@require_http_methods(["GET", "POST"])
def task_cannot(request, number):
    """办不了: a reason, and what follows from it."""
    task = load_ours(request, number)
    form = CannotForm(*submitted(request), topics=acts.topics_of_cannot(task, acts.requests_of(task)))

    def take():
        return follow(request.user, task, **form.cleaned_data)

    groups = reasons_by_way(form)
    return step_page(request, task, form, "inspections/task_cannot.html", take, groups=groups)


def reasons_by_way(form):
    """The reasons as the page groups them: (what follows, whether a day is needed, the radio buttons)."""
    topics = {str(phrase.pk): phrase.topic for phrase in form.fields["reason"].queryset}
    choices = list(form["reason"])
    groups = [
        (words, topic == "suspend", [choice for choice in choices if topics[str(choice.data["value"])] == topic])
        for topic, words in acts.WAYS.items()
    ]
    return [group for group in groups if group[2]]


def follow(by, task, *, reason, until, client_uuid):
    """Do what the reason leads to: return the task, ask for time or a pause, or call the office for help."""
    step = {"by": by, "task": task, "client_uuid": client_uuid, "note": reason.text}
    if reason.topic == "return":
        return actions.return_to_office(**step)
    if reason.topic == "extend":
        return actions.ask_extension(**step).task
    if reason.topic == "suspend":
        return actions.ask_suspension(**step, until=until).task
    return actions.say(**step | {"note": f"{acts.COORDINATION}：{reason.text}"[:200]})
