"""How every page of a step is shown: what stands above its form, and what happens when it is sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from inspections import cases
from inspections.forms.steps import DeskForm
from tataboo_portal import photos
from tataboo_portal.refusals import Refusal, StaleEdit


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
            messages.success(request, f"已保存 {task.number}。" if is_new else "已保存。")
            if then:
                return redirect(then)
            return redirect(f"{reverse('task_detail', args=[task.number])}{'?reported=1' if is_new else ''}")
    if form.is_bound:
        photos.keep_for_retry(form, by=request.user)
    return render(request, template, context | {"form": form}, status=400 if form.is_bound else 200)


def step_page(request, task, form, template, take, **context):
    """The page of one step: the task's head, its pair, and the form."""
    before, after = cases.pair(task, cases.photo_rows(task))
    context |= {"before": before, "after": after, "flags": cases.flags(task), "unit_word": task.unit_word}
    return submission(request, form, template, take, task=task, **context)


def small_step(request, task, form, take, **words):
    """The page of a step that needs no page of its own; `words` are title, button, hint and is_final."""
    return step_page(request, task, form, "inspections/task_step.html", take, **words)
