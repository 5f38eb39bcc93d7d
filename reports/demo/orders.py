"""督办单 in every state, all of it 示例: going on, over its day, reported, sent back, struck off, taken back."""

import uuid
from datetime import timedelta

from django.utils import timezone

from inspections.models import RemediationTask
from reports import orders
from reports.actions import orders as acts
from reports.enums import DecisionState, OrderSource
from reports.models import Decision, SupervisionOrder
from tataboo_portal.enums import Role
from tataboo_portal.models import Unit, User

# unit code, source, matter, days from today, how far it is
PLAIN = (
    ("2", OrderSource.SUPERIOR, "示例：清理河道沿线漂浮物", 4, "signed"),
    ("3", OrderSource.OFFICE, "示例：补齐楼道灭火器", -2, "late"),
    ("4", OrderSource.LEADER, "示例：修补广场破损路面", 2, "reported"),
    ("5", OrderSource.RESIDENTS, "示例：夜市噪声扰民", 3, "back"),
    ("A", OrderSource.SUPERIOR, "示例：北门占道经营", 1, "struck"),
    ("6", OrderSource.OFFICE, "示例：发重的一张", 3, "void"),
)
DEMAND, RESULT, OPINION = "示例：拍整改前后照片", "示例：已整改，照片见任务", "示例：现场看过"


def make(chance):
    """Returns how many went out."""
    office, now = User.objects.filter(role=Role.OFFICE).first(), timezone.now()
    units = {unit.code: unit for unit in Unit.objects.all()}
    for code, source, matter, days, state in PLAIN:
        facts = {"source": source, "matter": matter, "demand": DEMAND, "person": "示例员"}
        due_on = timezone.localdate(now) + timedelta(days=max(days, 0))
        order = acts.issue_plain(by=office, client_uuid=uuid.uuid4(), unit=units[code], due_on=due_on, **facts)
        go_on(order, state, office, due_on=timezone.localdate(now) + timedelta(days=days))
    about_the_others(office, now)
    return SupervisionOrder.objects.count()


def go_on(order, state, office, *, due_on):
    """Bring an order to its state."""
    handler = next(iter(orders.people_of(order.unit)), None)
    if state == "void":
        acts.void(order, by=office, reason="示例：发重了")
    if handler is None or state == "void":
        return
    acts.sign_for(order, by=handler)
    SupervisionOrder.objects.filter(pk=order.pk).update(due_on=due_on, issued_on=due_on - timedelta(days=5))
    if state in {"signed", "late"}:
        return
    order = acts.report(order, by=handler, version=2, result=RESULT)
    if state == "back":
        acts.send_back(order, by=office, version=3, reason="示例：还差一处")
    if state == "struck":
        acts.strike_off(order, by=office, version=3, opinion=OPINION)


def about_the_others(office, now):
    """One about a decision, one about the task that is overdue longest."""
    decision = Decision.objects.live().filter(state=DecisionState.OPEN, due_on__gte=timezone.localdate(now)).first()
    if decision:
        acts.issue(by=office, client_uuid=uuid.uuid4(), decision=decision, demand=DEMAND, due_on=decision.due_on)
    task = RemediationTask.objects.overdue(now).for_list().order_by("due_at", "id").first()
    if task:
        facts = orders.of_task(task, office, now)
        kept = {name: facts[name] for name in ("source", "matter", "problem", "demand", "due_on")}
        acts.issue_for_task(by=office, client_uuid=uuid.uuid4(), task=task, **kept)
