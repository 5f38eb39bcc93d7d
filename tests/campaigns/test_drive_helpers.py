"""参加单位 of an event: by form, by import, out again, and a unit nobody knows is asked about."""

from django.urls import reverse
from django.utils import timezone

from campaigns.models import CleanupDrive
from tataboo_portal.models import AuditEvent
from tests import makers
from tests.ground.imports import hands
from tests.people import unit_of


def codes(drive):
    return list(drive.helpers.order_by("position").values_list("code", flat=True))


def test_the_events_page_keeps_who_took_part_and_says_so_in_the_trail(sign_in, wang, sun):
    drive = makers.drive(results={"sticker": 3}, helpers=[unit_of("2")])
    client, url = sign_in(wang), reverse("drive_detail", args=[drive.pk])
    typed = {field.html_name: field.value() for field in client.get(url).context["form"]}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    assert typed["helpers"] == [unit_of("2").pk]
    assert client.post(url, typed).status_code == 302
    assert (codes(drive), CleanupDrive.objects.get().version) == (["2"], 1)
    client.post(url, typed | {"helpers": [unit_of("A").pk, unit_of("2").pk]})
    assert (codes(drive), CleanupDrive.objects.get().version) == (["2", "A"], 2)
    assert AuditEvent.objects.filter(reason="参加单位：幸福社区、市场工作组一").count() == 1
    assert "幸福社区、市场工作组一" in sign_in(sun).get(url).content.decode()


def test_an_import_reads_several_units_and_offers_the_near_name_of_an_unknown_one(li):
    day = timezone.localdate()
    lines = (
        "日期,地点,人数,参加单位",
        f"{day},示例东墙,5,幸福、A；社区三",
        f"{day},示例西墙,6,幸福社区、社区十",
        f"{day},示例南墙,7,",
    )
    batch = hands.checked(hands.kept("\n".join(lines).encode(), by=li, sheet="drives", name="清扫.csv"), by=li)
    problem = batch.problems.get(kind="bad")
    assert (problem.row_number, problem.column) == (3, "参加单位")
    assert problem.words.startswith("参加单位里没有“社区十”，是不是 社区")
    assert problem.offer.startswith("幸福社区、社区")
    hands.imports.confirm(by=li, batch=batch)
    helped, alone = CleanupDrive.objects.order_by("pk")
    assert (codes(helped), codes(alone)) == (["2", "3", "A"], [])
