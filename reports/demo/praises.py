"""Sample trainings, documents, smoking checks and praise, all named 示例: with a paper, with faults, with a drawn banner."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from docx import Document
from PIL import Image, ImageDraw, ImageFont

from inspections.enums import TaskState
from inspections.models import RemediationTask
from publicity.actions.gatherings import log_training
from publicity.actions.smoking import file_task
from publicity.enums import PraiseKind, TrainingKind
from publicity.models import PlanDocument, Praise, SmokingCheck
from reports.demo.pictures import FONT, finish
from tataboo_portal import attachments, drawing, photos, registers
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import Place, Unit, User

CLOTH, GOLD, WALL = (168, 28, 32), (232, 190, 84), (214, 208, 196)
TRAININGS = (
    (TrainingKind.TRAINING, "示例：健康教育业务培训", 38, 60),
    (TrainingKind.MEETING, "示例：“双创”工作专题会议", 24, 46),
    (TrainingKind.TRAINING, "示例：病媒消杀操作培训", 31, 20),
    (TrainingKind.MEETING, "示例：迎检准备专题会议", 22, 4),
)
DOCUMENTS = (("示例：“双创”宣传工作方案", 70), ("示例：控烟工作方案", 33))
CHECKS = ({}, {"no_butts": False}, {}, {"has_dissuader": False, "shows_hotline": False})
PRAISES = (
    (PraiseKind.BANNER, "示例：感谢社区帮忙修好楼道的灯", 12),
    (PraiseKind.LETTER, "示例：门前的垃圾当天就清走了", 25),
    (PraiseKind.CALL, "示例：流动摊点劝离以后路好走了", 6),
    (PraiseKind.MESSAGE, "示例：小广告清得干净", 2),
)


def make(chance):
    """Four gatherings, two documents, checks at a few places, four praises; returns how many."""
    today, office = timezone.localdate(), User.objects.get(username="office")
    writers = {user.unit_id: user for user in User.objects.filter(unit__isnull=False)}
    make_gatherings(office, chance, today)
    checks = make_checks(writers, chance, today)
    make_praises(writers, chance, today)
    return len(TRAININGS) + len(DOCUMENTS) + checks + len(PRAISES)


def number(chance):
    """A submission's number, the same at every seeding."""
    return f"{chance.getrandbits(128):032x}"


def shared(unit, **values):
    """What every row needs."""
    return {"unit": unit, "place": None, "location": "", "note": "示例", **values}


def make_gatherings(office, chance, today):
    """The office's trainings, meetings and documents; people of all areas and lines came."""
    unit, came = Unit.objects.get(code="BGS"), list(Unit.objects.zones())
    for at, (kind, subject, people, ago) in enumerate(TRAININGS):
        day, material = today - timedelta(days=ago), paper(f"{subject}材料", office) if at == 0 else None
        facts = {"kind": kind, "subject": subject, "speaker": "示例讲师", "people": people, "day": day}
        facts |= {"attending_units": came[: 14 if at % 2 else 9], "material": material, "location": "示例会议室"}
        log_training(by=office, client_uuid=number(chance), **shared(unit) | facts)
    for at, (title, ago) in enumerate(DOCUMENTS):
        facts = {"title": title, "number": f"示例〔{today.year}〕{at + 1}号", "day": today - timedelta(days=ago)}
        values = shared(unit, paper=paper(title, office), **facts)
        registers.add(PlanDocument, by=office, client_uuid=number(chance), **values)


def paper(title, by):
    """A small Word file that says what it is."""
    document, buffer = Document(), io.BytesIO()
    document.core_properties.author = ""
    document.add_paragraph(f"{title}（示例文件，内容为空）")
    document.save(buffer)
    name = f"{title.replace('“', '').replace('”', '').replace('：', '-')}.docx"
    return attachments.keep(ContentFile(buffer.getvalue(), name), by=by)


def make_checks(writers, chance, today):
    """Checks at the first compounds and markets of a few communities, the first fault already a task."""
    kinds = (PlaceKind.COMPOUND, PlaceKind.MARKET)
    places = Place.objects.filter(kind__in=kinds, community__in=writers).select_related("community").order_by("id")
    for at, place in enumerate(places[::3][: len(CHECKS)]):
        by, day = writers[place.community_id], today - timedelta(days=9 * at + 2)
        values = shared(place.community, place=place, day=day, sign_count=2 + at, **CHECKS[at])
        check = registers.add(SmokingCheck, by=by, client_uuid=number(chance), **values)
        if at == 1:
            file_task(check, by=by)
    return len(CHECKS)


def make_praises(writers, chance, today):
    """A banner with its picture, a letter for a task that was closed, a call, a message."""
    units = list(Unit.objects.filter(pk__in=writers, code__in=("1", "2", "3", "4")).order_by("code"))
    closed = RemediationTask.objects.filter(state=TaskState.CLOSED, unit__in=units).order_by("unit__code", "id")
    for at, (kind, content, ago) in enumerate(PRAISES):
        unit, day = units[at % len(units)], today - timedelta(days=ago)
        task = next((task for task in closed if task.unit_id == unit.pk), None) if at == 1 else None
        facts = {"kind": kind, "content": content, "day": day, "giver": "示例居民", "task": task}
        praise = registers.add(Praise, by=writers[unit.pk], client_uuid=number(chance), **shared(unit, **facts))
        if kind == PraiseKind.BANNER:
            praise.photos.add(banner(writers[unit.pk]))


def banner(by):
    """A drawn banner: red cloth, gold edge, the word 示例."""
    picture = Image.new("RGB", (800, 600), WALL)
    draw = ImageDraw.Draw(picture, "RGBA")
    cloth = [(250, 60), (550, 60), (550, 460), (400, 540), (250, 460)]
    draw.rectangle([230, 44, 570, 64], fill=(120, 84, 50))
    draw.polygon(cloth, fill=CLOTH)
    draw.line([*cloth, cloth[0]], fill=GOLD, width=10, joint="curve")
    font = ImageFont.truetype(str(FONT), 90)
    for at, letter in enumerate("示例"):
        draw.text((355, 150 + 120 * at), letter, font=font, fill=GOLD)
    original = finish(picture, "banner", clean=True)
    return photos.keep_drawn(original, drawing.draw(original), by=by, at=timezone.now(), name="示例-锦旗.jpg")
