"""The list of tasks: groups, the exact filters other pages link to, and what is done with chosen rows."""

import uuid
from functools import cache, lru_cache
from html import escape
from urllib.parse import urlencode

from django.contrib import messages
from django.db import connection
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from inspections import desks
from inspections.forms.desks import ChosenForm, DispatchForm, ExtendForm
from inspections.forms.filters import (
    BY_DEADLINE,
    GROUP_TASKS,
    WAITING_GROUPS,
    FilterChoices,
    TaskFilter,
    kept_query,
    options_html,
)
from inspections.models import RemediationTask
from inspections.views.dispatch_desk import dispatch_chosen, way_back
from inspections.views.requests import extend_chosen
from tataboo_portal.access import require
from tataboo_portal.paging import COUNT_CAP, paginate
from tataboo_portal.permissions import Permission

TOTAL_CAP = 10_000
MARK = "\x02"
CELLS = ("late", "number", "version", "thumb", "url", "title", "unit", "category", "open", "due", "chips", "assignee")
THUMB = '<img class="thumb" src="{}" width="56" height="42" alt="" loading="lazy">'
NO_THUMB = '<span class="thumb">{}</span>'
OVERDUE = "overdue"
TABLE = connection.ops.quote_name(RemediationTask._meta.db_table)
KEPT_BY_TABS = ("unit", "category", "source", "assignee", "q")


@require_GET
def task_list(request):
    """任务列表: by group, with the exact filters other pages link to."""
    visible, params, now = RemediationTask.objects.visible_to(request.user), request.GET, timezone.now()
    choices = FilterChoices(request.user)
    filters = TaskFilter(params, queryset=visible, choices=choices)
    chosen = filters.qs if params.get("state") else filters.qs.counted()
    keys = ("-id",)
    if filters.asked.get("group") in BY_DEADLINE:
        keys, chosen = ("due_at", "id"), chosen.filter(due_at__isnull=False)
    groups = {} if filters.asked.get("q") else waiting(filters)
    cap = TOTAL_CAP if filters.words else COUNT_CAP
    *sizes, total = desks.counts_of([*groups.values(), desks.capped(chosen, cap)])
    printed = chosen.annotate(thumb=desks.first_photo()).values_list(*desks.COLUMNS, "thumb", named=True)
    page = paginate(printed, params, keys=keys, count=total)
    rows = desks.list_rows(page.rows, now, choices.unit_names, choices.categories)
    context = {
        "filter": filters,
        "page": page,
        "rows": rows,
        "rows_html": rows_html(rows),
        "tabs": tabs(params, dict(zip(groups, sizes, strict=True))),
        "words": filters.words,
        "total": total_words(total) if filters.words else "",
        "saved": request.user.saved_filters.order_by("name"),
        "query": kept_query(params),
        "own_unit": "" if request.user.may(Permission.SEE_ALL_UNITS) else choices.code_of(request.user.unit_id),
        "unit_options": options_html(choices.units_in_use, ""),
        "client_uuid": uuid.uuid4(),
    }
    return render(request, "inspections/task_list.html", context)


@lru_cache(maxsize=512)
def chip(flag):
    """A flag as HTML; rows share few different ones, so each is drawn once."""
    return render_to_string("_flag.html", {"flag": flag})


@lru_cache(maxsize=1)
def row_parts():
    """The row's template drawn once with marks in place of its values: text, name, text, name, … text."""
    return render_to_string(
        "inspections/_task_row.html", {"row": {name: f"{MARK}{name}{MARK}" for name in CELLS}}
    ).split(MARK)


def rows_html(rows):
    """The rows of the table: fifty of them would cost more in the template engine than all else on the page."""
    parts = row_parts()
    return mark_safe("".join(row_html(row, parts) for row in rows))  # noqa: S308 - what people typed is escaped below


def row_html(row, parts):
    """One row of the table: its cells between the parts of the template."""
    task = row["task"]
    cells = {name: escape(row[name]) for name in ("unit", "category", "assignee")}
    cells |= {"number": task.number, "version": str(task.version), "title": escape(task.title)}
    cells |= {"url": row["url"], "due": row["due"]}
    cells["open"] = " is-open" if row["is_open"] else ""
    cells["late"] = ' class="is-late"' if row["is_late"] else ""
    cells["thumb"] = THUMB.format(row["thumb"]) if row["thumb"] else NO_THUMB.format(row["unseen"])
    cells["chips"] = "".join(chip(flag) for flag in row["flags"])
    return "".join([cells[part] if place % 2 else part for place, part in enumerate(parts)])


@cache
def condition(group):
    """A group's condition as SQL with its values, drawn up once: seven groups drawn up for each page would cost more than its rows."""
    sql, values = GROUP_TASKS[group](RemediationTask.objects.order_by().values("pk")).query.sql_with_params()
    return sql.partition(" WHERE ")[2], values


def waiting(filters):
    """{group: its tasks to the cap, as SQL with values} of the groups that wait; the visible filters hold in every group.

    A list that is searched has no counts beside its groups: each would have to read every title.
    """
    within, asked = filters.queryset, filters.asked
    for name in filters.SELECTS:
        within = filters.with_row(within, name, asked[name]) if asked.get(name) else within
    within = within.filter(source=asked["source"]) if asked.get("source") else within
    base, values = within.order_by().values_list("id", "state", "is_urgent").query.sql_with_params()
    found = {OVERDUE: desks.capped(GROUP_TASKS[OVERDUE](within), COUNT_CAP)}  # the present moment is in it
    for group in WAITING_GROUPS:
        if group not in found:
            where, own = condition(group)
            sql = f"SELECT 1 FROM ({base}) {TABLE} WHERE {where} LIMIT {COUNT_CAP + 1}"  # noqa: S608 - the ORM's own SQL
            found[group] = sql, (*values, *own)
    return found


def tabs(params, counts):
    """The groups as chips, with what was counted; counting stops at a cap."""
    kept = {name: params[name] for name in KEPT_BY_TABS if params.get(name)}
    found = [{"words": "全部", "url": f"?{urlencode(kept)}", "current": not set(params) - {*KEPT_BY_TABS}}]
    for value, words in TaskFilter.GROUPS:
        url = f"?{urlencode(kept | {'group': value})}"
        found.append({"words": words, "url": url, "current": params.get("group") == value})
        if value in counts:
            found[-1]["count"] = f"{COUNT_CAP}+" if counts[value] > COUNT_CAP else str(counts[value])
    return found


def total_words(total):
    """The exact total of a list, as far as a page may count."""
    return f"{TOTAL_CAP:,} 项以上" if total > TOTAL_CAP else f"{total:,} 项"


@require_POST
def task_chosen(request):
    """What is done with the chosen rows of the list: print their sheets, grant 延期, or give them to a unit."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "先选几条任务，再选要做什么。")
        return redirect(way_back(request, "task_list"))
    if form.cleaned_data["do"] == ChosenForm.PRINT:
        numbers = [number for number, _ in form.cleaned_data["task"]]
        return redirect(f"{reverse('task_print')}?{urlencode({'task': numbers}, doseq=True)}")
    if form.cleaned_data["do"] == ChosenForm.EXTEND:
        require(request.user, Permission.DECIDE_REQUEST)
        extend_chosen(request, ExtendForm(request.POST))
        return redirect(way_back(request, "task_list"))
    require(request.user, Permission.ASSIGN_TASK)
    dispatch_chosen(request, DispatchForm(request.POST))
    return redirect(way_back(request, "task_list"))
