"""One unit's rows of every kind, made once and left in an open transaction, and the arguments that lead to them."""

import contextlib
import uuid

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from reports import weekly
from tataboo_portal import uploads
from tataboo_portal.enums import PhotoSize
from tataboo_portal.weeks import Week
from tests import decisions, makers, registers
from tests.access.matrix import CONCERNS
from tests.access.rows import ROLES
from tests.people import person, standing_in, unit_of

OWNERS = ("li", "zhang", "zhao", "chen")  # whose rows they are: two communities, a market group, a section
PLAIN_REGISTERS = ("shops", "pledges", "baits", "vehicles", "structures", "boards", "issues", "activities", "documents")
ASKED = "responses"  # residents are asked by community
LINE = ("markets", "smoking")  # they lie on 赵's line as well: told by the policy of the layout
ABSENT = {"int": 987_654_321, "uuid": uuid.UUID(int=7), "slug": "nosuch", "str": "nosuch", "public": "nosuch22222222"}


def arguments():
    """Rows of every kind, all of them 绣品厂社区's, and the arguments that lead to them: {route name: arguments}."""
    record = makers.work(unit="1", by=person("li"), photo=makers.photo_upload())
    placement = makers.placement(unit="1", by=person("li"), photo=makers.photo_upload())
    task = makers.assigned(unit="1")
    makers.process_photos()
    week = Week.current()
    weekly.build(week)
    photo = {"work": record.photos.get(), "placement": placement.photos.get(), "task": task.photos.get().photo}
    found = dict.fromkeys(("work_detail", "work_void"), (record.pk,))
    found |= dict.fromkeys(("placement_detail", "placement_void"), (placement.pk,))
    found |= {f"task_{step}": (task.number,) for step in ("detail", "assign", "fix", "verify", "void", "reshoot")}
    found |= {"work_photo": (record.pk, photo["work"].token, "320")}
    found |= {"placement_photo": (placement.pk, photo["placement"].token, "320")}
    found |= {"task_photo": (task.number, photo["task"].token, "320")}
    found |= {"campaign_detail": ("2017",), "area_detail": (unit_of("1").code,)}
    upload = uploads.begin(by=person("li"), client_uuid=uuid.uuid4(), byte_count=9, sha256="0" * 64)
    found |= {"upload_piece": (upload.client_uuid,)}
    found |= {f"meeting_{page}": (week.monday.isoformat(),) for page in ("detail", "build", "docx")}
    for concern in CONCERNS:
        found |= concern.addresses(task)
    return found


def made_for(owner):
    """The same rows of another person's unit: {route name: [arguments]}, of every register and of every size of a photo."""
    with standing_in(owner):
        found = {name: [args] for name, args in arguments().items()}
        for slug in [slug for slug in registers.SLUGS if slug not in LINE and (slug != ASKED or owner in OWNERS[:2])]:
            key = (
                found["centre_door"][0][0] if slug == "centres" else registers.made(slug).pk
            )  # one of them per community
            found["register_detail"].append((slug, key))
            found["register_void"].append((slug, key))
        found["register_list"] = found["register_add"] = found["register_export"] = [
            (slug,) for slug in registers.SLUGS
        ]
    for several in found.values():
        several.extend(
            [(*args[:-1], size) for args in several if args[-1:] == ("320",) for size in PhotoSize.values[1:]]
        )
    return found


def some_rows(owner):
    """A few rows of somebody's unit beside another's whole world: {route name: [arguments]}."""
    with standing_in(owner):
        record, placement = makers.work(unit="1", by=person("li")), makers.placement(unit="1", by=person("li"))
        drive = makers.drive(unit="1", by=person("li"), results={"sticker": 7})
        task, decision = makers.assigned(unit="1"), decisions.made()
        order = decisions.warned()
        makers.closed(unit="1")
        rows = [(slug, registers.made(slug).pk) for slug in PLAIN_REGISTERS]
    makers.process_photos()
    steps = ("detail", "fix", "hand_over", "return", "stage", "cannot", "say")
    return {f"task_{step}": [(task.number,)] for step in steps} | {
        "work_detail": [(record.pk,)],
        "placement_detail": [(placement.pk,)],
        "drive_detail": [(drive.pk,)],
        "decision_detail": [(decision.pk,)],
        "order_detail": [(order.pk,)],
        "register_detail": rows,
    }


def absent(args, converters):
    """The arguments with one of them in turn leading nowhere: another well-formed value that no row has."""
    for place, converter in enumerate(converters):
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        yield (*args[:place], ABSENT.get(kind, ABSENT["public"]), *args[place + 1 :])


def of_the_admin(route):
    """The addresses of a page of the admin as (address, owner, is missing): of the first row there is, and of none."""
    path = f"/{route.route}"
    if "(?P<" in path:
        yield ("/admin/campaigns/" if "app_label" in path else "/admin/nosuch", "li", False)
    elif "<path:content_type_id>" in path:
        yield ("/admin/r/987654321/1/", "li", True)
    elif "<path:object_id>" in path:
        app, model = path.split("/")[2:4]
        row = apps.get_model(app, model).objects.first()
        yield (path.replace("<path:object_id>", "987654321"), "li", True)
        if row:
            yield (path.replace("<path:object_id>", str(row.pk)), "li", False)
    else:
        yield (path, "li", False)


def crossed(args, converters, found):
    """The arguments with the token of a photo or paper that belongs to another record of the same unit."""
    tokens = [part for several in found.values() for part in several[0] if isinstance(part, uuid.UUID)]
    for place, name in enumerate(converters):
        if name == "token":
            other = next(token for token in tokens if token != args[place])
            yield (*args[:place], other, *args[place + 1 :])


@contextlib.contextmanager
def open_world(owner):
    """Somebody's rows while it is open, and nothing of them afterwards."""
    with transaction.atomic():
        yield made_for(owner)
        transaction.set_rollback(True)


def clients():
    """{person: a browser they are signed in on}; nobody on that of "anonymous"."""
    found = {"anonymous": Client(raise_request_exception=False)}
    for who in ROLES:
        found[who] = Client(raise_request_exception=False)
        found[who].force_login(person(who))
    return found


@contextlib.contextmanager
def undone():
    """What happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fingerprint(tables):
    """Every row of these tables as the database has it."""
    with connection.cursor() as cursor:
        return {table: rows_of(cursor, table) for table in sorted(tables)}


def rows_of(cursor, table):
    """All rows of one table in some order."""
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(map(repr, cursor.fetchall()))
