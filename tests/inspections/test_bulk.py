"""Chosen rows of the task list: given to one unit, or printed as one sheet each."""

import re
import uuid

import pytest

from inspections.enums import TaskState
from tataboo_portal.models import Unit
from tests import makers
from tests.counting import count_queries

URL, SHEETS = "/tasks/chosen/", "/tasks/print/"


def chosen(*tasks, **values):
    """What the list sends for these rows."""
    return {"client_uuid": str(uuid.uuid4()), "task": [f"{task.number}@{task.version}" for task in tasks]} | values


def said(client):
    return [str(message) for message in client.get("/tasks/").context["messages"]]


def test_chosen_rows_go_to_one_unit_and_the_list_comes_back(sign_in, wang):
    new, running, done = makers.reported(), makers.assigned(), makers.closed()
    due, unit, client = running.due_at, Unit.objects.get(code="7"), sign_in(wang)
    data = chosen(new, running, done, do="assign", unit=unit.pk, next="/tasks/?unit=1")
    assert client.post(URL, data).url == "/tasks/?unit=1"
    for task in (new, running, done):
        task.refresh_from_db()
    assert [task.unit.code for task in (new, running, done)] == ["7", "7", "1"]
    assert (running.state, running.due_at) == (TaskState.DISPATCHED, due)
    sentences = said(client)
    assert sentences[0] == f"已派 2 条给{unit.name}，期限各按各的时限。"
    assert sentences[1].startswith(f"{done.number} 没有派：刘 ")


@pytest.mark.parametrize("values", [{"task": []}, {"do": "delete"}, {}])
def test_nothing_chosen_is_said(sign_in, wang, values):
    client = sign_in(wang)
    assert client.post(URL, chosen(makers.reported()) | values).url == "/tasks/"
    assert said(client) == ["先选几条任务，再选要做什么。"]


def test_who_may_not_dispatch_is_refused_and_not_shown_the_choice(sign_in, li):
    task, client = makers.reported(), sign_in(li)
    assert client.post(URL, chosen(task, do="assign", unit=task.unit_id)).status_code == 403
    html = client.get("/tasks/").content.decode()
    assert 'value="print"' in html
    assert 'value="assign"' not in html


def test_chosen_rows_get_the_extension_their_units_asked_for(sign_in, wang):
    asked, silent = makers.asked("extension").task, makers.assigned()
    due, client = asked.due_at, sign_in(wang)
    data = chosen(asked, silent, do="extend", note="连着下雨")
    assert [client.post(URL, data).url for _ in range(2)] == ["/tasks/"] * 2  # sent twice, granted once
    asked.refresh_from_db()
    granted = asked.extensions.get()
    assert (granted.get_decision_display(), granted.decided_by, granted.decision_note) == ("批准", wang, "连着下雨")
    assert (asked.extension_count, asked.due_at > due) == (1, True)
    assert said(client)[:2] == [
        "已批准 1 条延期，期限各加一个原时限。",
        f"{silent.number} 没有延期：没有在等决定的延期申请，让单位先申请。",
    ]


def test_an_extension_of_many_needs_its_reason_and_somebody_who_decides(sign_in, wang, li):
    task = makers.asked("extension").task
    client = sign_in(wang)
    client.post(URL, chosen(task, do="extend", note=" "))
    assert said(client) == ["批准延期要写理由。"]
    assert sign_in(li).post(URL, chosen(task, do="extend", note="下雨")).status_code == 403
    assert task.extensions.pending().exists()


def test_chosen_rows_are_printed_in_the_order_of_the_list(sign_in, li):
    one, two = makers.reported(), makers.reported()
    client = sign_in(li)
    response = client.post(URL, chosen(two, one, do="print"))
    assert response.url == f"{SHEETS}?task={two.number}&task={one.number}"
    sheets = client.get(response.url).context["sheets"]
    assert [sheet["task"].number for sheet in sheets] == [two.number, one.number]


def test_a_sheet_says_what_is_to_be_done_and_where_to_sign(sign_in, wang):
    task = makers.assigned(makers.reported(location="3号楼后", quantity=4))
    makers.process_photos()
    html = sign_in(wang).get(SHEETS, {"task": task.number}).content.decode()
    for words in (task.number, task.title, "3号楼后", "4 处", task.unit.name, "派单人签字", "整改人签字", "核查人签字"):
        assert words in html
    assert str(task.photos.get().photo.token) in html
    assert re.search(r"<figure class=\"qr\"><svg[^>]*viewBox", html)


def test_the_code_opens_the_tasks_own_page(sign_in, wang, monkeypatch):
    task, asked = makers.reported(), []
    monkeypatch.setattr("inspections.views.prints.qr.svg", lambda text: asked.append(text) or "<svg></svg>")
    sign_in(wang).get(SHEETS, {"task": task.number})
    assert asked == [f"http://testserver/tasks/{task.number}/"]


def test_nobody_prints_what_they_may_not_know_of(sign_in, zhang):
    task = makers.reported()
    response = sign_in(zhang).get(SHEETS, {"task": task.number})
    assert response.context["sheets"] == []
    assert task.title not in response.content.decode()
    assert "没有选任务。" in response.content.decode()


def test_fifty_sheets_at_once_are_enough(sign_in, wang, monkeypatch):
    monkeypatch.setattr("inspections.views.prints.MOST_SHEETS", 2)
    tasks = [makers.reported() for _ in range(3)]
    response = sign_in(wang).get(SHEETS, {"task": [task.number for task in tasks]})
    assert len(response.context["sheets"]) == 2
    assert "一次最多打印 50 张" in response.content.decode()


def test_three_sheets_cost_as_many_queries_as_one(sign_in, wang):
    client, tasks = sign_in(wang), [makers.reported(), makers.reported(unit="2"), makers.assigned()]
    makers.process_photos()
    one = count_queries(client, f"{SHEETS}?task={tasks[0].number}")
    assert count_queries(client, f"{SHEETS}?{'&'.join(f'task={task.number}' for task in tasks)}") == one
