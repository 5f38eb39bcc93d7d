"""任务单: chosen tasks on paper, one A4 sheet each, with a code that opens the task on a phone."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from inspections import cases, desks
from inspections.forms.desks import MOST_CHOSEN
from inspections.models import RemediationTask
from tataboo_portal import qr
from tataboo_portal.enums import PhotoSize

MOST_SHEETS = 50
LONGEST_NUMBER = 16


@require_GET
def task_print(request):
    """任务单: the tasks named in the address, in its order, of those the person may know of."""
    asked = [number[:LONGEST_NUMBER].replace("\x00", "") for number in request.GET.getlist("task")[:MOST_CHOSEN]]
    visible = RemediationTask.objects.visible_to(request.user).for_list().select_related("rule")
    found = {task.number: task for task in visible.filter(number__in=asked[:MOST_SHEETS])}
    tasks = [found[number] for number in dict.fromkeys(asked) if number in found]
    photos = desks.first_photos([task.pk for task in tasks])
    sheets = [sheet(request, task, photos.get(task.pk)) for task in tasks]
    return render(request, "desks/print.html", {"sheets": sheets, "cut": len(set(asked)) > MOST_SHEETS})


def sheet(request, task, token):
    """What one sheet says."""
    address = reverse("task_detail", args=(task.number,))
    return {
        "task": task,
        "state": cases.STATE_FLAGS[task.state].words,
        "photo": reverse("task_photo", args=(task.number, token, PhotoSize.MEDIUM))
        if desks.can_be_shown(token)
        else "",
        "code": mark_safe(qr.svg(request.build_absolute_uri(address))),  # noqa: S308 - drawn here
        "due": desks.moment_words(task.due_at),
        "reported": desks.moment_words(task.reported_at),
    }
