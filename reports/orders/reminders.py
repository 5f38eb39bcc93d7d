"""Who is told of a 督办单, and when: as it goes out, before its day, on it, and on every workday after it.

What was said stands in the inbox under a key, so a run may be repeated, doubled or missed.
"""

from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from inspections.escalation import People
from reports.models import SupervisionOrder
from tataboo_portal import inbox, robots, workdays
from tataboo_portal.models import Notice
from tataboo_portal.permissions import Permission

LONGEST_HOLIDAY = timedelta(days=21)
MOST_ORDERS = 200


def people_of(unit):
    """Those of a unit who answer for its work."""
    return [person for person in unit.people.filter(is_active=True).order_by("pk") if person.may(Permission.LOG_WORK)]


def tell_unit(order, event, title, body):
    """Tell the unit's people something of their order, once per event and version."""
    key, url = f"order:{order.pk}:{event}:{order.version}", reverse("order_detail", args=(order.pk,))
    for person in people_of(order.unit):
        inbox.tell(person=person, key=key, title=title, body=body, url=url)


def tell_issuer(order, event, title, body):
    """Tell whoever sent it out."""
    if order.issued_by and order.issued_by.is_active:
        key, url = f"order:{order.pk}:{event}:{order.version}", reverse("order_detail", args=(order.pk,))
        inbox.tell(person=order.issued_by, key=key, title=title, body=body, url=url)


def remind_due(now=None):
    """Remind of the orders whose unit has not reported and whose day is the next workday, today or over; returns how many notices.

    On a day off nobody is told. An order that is over its day goes once to its issuer, to those in charge and to the groups too.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    days = workdays.workdays_between(today, today + LONGEST_HOLIDAY)[:2]
    if today not in days:
        return 0
    waiting = SupervisionOrder.objects.waiting().filter(due_on__lte=days[-1]).select_related("unit", "issued_by")
    orders = list(waiting.order_by("due_on", "id")[:MOST_ORDERS])
    return _tell(orders, today, now) if orders else 0


def _tell(orders, today, now):
    people, late, told = People(), [order for order in orders if order.due_on < today], 0
    wanted = defaultdict(list)
    for order in orders:
        wanted[f"order:{order.pk}:due:{today}"] = [order, _handlers(people, order)]
    for order in late:
        wanted[f"order:{order.pk}:late"] = [order, _above(people, order)]
    said = set(Notice.objects.filter(key__in=wanted).values_list("recipient_id", "key"))
    for key, (order, persons) in wanted.items():
        for person in persons:
            if (person.pk, key) not in said:
                inbox.tell(person=person, key=key, at=now, url=_way(order), **words(order, today))
                told += 1
    _announce([order for order in late if f"order:{order.pk}:late" not in {key for _, key in said}], today)
    return told


def _handlers(people, order):
    return [person for person in people.units[order.unit_id] if person.may(Permission.LOG_WORK)]


def _above(people, order):
    """Who hears of it once when it is over its day: its issuer and those in charge of the unit."""
    issuer = [order.issued_by] if order.issued_by and order.issued_by.is_active else []
    return list(dict.fromkeys([*issuer, *people.in_charge[order.unit_id]]))


def _way(order):
    return reverse("order_detail", args=(order.pk,))


def words(order, today):
    """What a reminder says."""
    days = (today - order.due_on).days
    day = f"{order.due_on.month}月{order.due_on.day}日"
    said = f"逾期 {days} 天" if days > 0 else "今天到期" if not days else f"{day}到期"
    return {"title": f"督办单 {order.number} {said}", "body": f"{order.unit.name}：{order.matter}"}


def _announce(orders, today):
    """Tell the groups of each order that is over its day, once."""
    for order in orders:
        said = words(order, today)
        robots.announce(key=f"order:{order.pk}:late", text=f"{said['title']}\n{said['body']}", path=_way(order))
