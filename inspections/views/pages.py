"""How every page of a step is shown: what stands above its form, and what happens when it is sent."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from inspections import cases
from inspections.forms.steps import DeskForm
from tataboo_portal import photos
from tataboo_portal.refusals import Refusal, StaleEdit

# Questions a form asks once: the box that answers, and what says that it was asked.
QUESTIONS = {"alike_confirmed": "alike", "quantity_confirmed": "needs_confirmation"}


def submission(request, form, template, take, then=None, **context):
    """Show a form, do what it asks when it is right, and say why when that cannot be done; nothing typed is lost.

    Afterwards the page goes on to `then`, or to the task.
    """
    if form.is_bound and form.is_valid():
        try:
            task = take()
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            if isinstance(refusal, StaleEdit) and isinstance(form, DeskForm):
                form.look_again(context["task"].version)
        else:
            is_new = "task" not in context
            address = then or f"{reverse('task_detail', args=[task.number])}{'?reported=1' if is_new else ''}"
            messages.success(request, f"已保存 {task.number}。" if is_new else "已保存。")
            return JsonResponse({"url": address}) if asks_in_json(request) else redirect(address)
    if form.is_bound and asks_in_json(request):
        return JsonResponse(refused(form), status=400)
    if form.is_bound:
        photos.keep_for_retry(form, by=request.user)
    return render(request, template, context | {"form": form}, status=400 if form.is_bound else 200)


def asks_in_json(request):
    """Whether a phone's outbox sends this form, long after the page was left."""
    return request.headers.get("Accept") == "application/json"


def refused(form):
    """What is wrong in sentences, the box whose tick would let it pass, if one would, and the task it may be the same as."""
    asked = next((name for name in QUESTIONS if name in form.errors or getattr(form, QUESTIONS[name], False)), "")
    alike = getattr(form, "alike", None)
    return {
        "sentences": [sentence for found in form.errors.values() for sentence in found],
        "confirm": asked,
        "link": reverse("task_detail", args=[alike["task"].number]) if alike else "",
    }


def step_page(request, task, form, template, take, **context):
    """The page of one step: the task's head, its pair, and the form."""
    before, after = cases.pair(task, cases.photo_rows(task))
    context |= {"before": before, "after": after, "flags": cases.flags(task), "unit_word": task.unit_word}
    return submission(request, form, template, take, task=task, **context)


def small_step(request, task, form, take, **words):
    """The page of a step that needs no page of its own; `words` are title, button, hint and is_final."""
    return step_page(request, task, form, "inspections/task_step.html", take, **words)
