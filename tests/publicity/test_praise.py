"""表扬与锦旗: whose name is seen by whom, which task it is for, and what its list and sheet give away."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from publicity.models import Praise
from tataboo_portal import exports
from tataboo_portal.listings import Asked, listings
from tests import makers, registers
from tests.people import person, unit_of

ADD, LIST = "/registers/praises/new/", "/registers/praises/"
GIVER = "王小红一家"


def praise(unit="1", **values):
    facts = {"kind": "banner", "day": registers.today(), "giver": GIVER, "content": "示例：路灯修好了"}
    return registers.row(Praise, unit, **facts | values)


def page(client, row):
    return client.get(reverse("register_detail", args=["praises", row.pk])).content.decode()


def test_the_givers_name_is_whole_only_for_those_who_may_write(sign_in, wang, li, liu, sun, qian):
    row = praise()
    for who, sees in ((wang, True), (li, True), (liu, False), (sun, False), (qian, False)):
        client = sign_in(who)
        assert (GIVER in page(client, row)) is sees, who
        listed = client.get(LIST).content.decode()
        assert (GIVER in listed, "王*" in listed) == (False, True), who
        assert row.pk not in [found.pk for found in client.get(LIST, {"q": "王小红"}).context["page"].rows]
    admin = sign_in(qian)
    assert GIVER not in admin.get(f"/admin/publicity/praise/{row.pk}/change/").content.decode()
    assert admin.get("/admin/publicity/praise/").status_code == 200


@pytest.mark.parametrize(
    ("who", "query", "sees"),
    [("wang", "", False), ("wang", "phones=1", True), ("li", "phones=1", True), ("liu", "phones=1", False)],
)
def test_a_sheet_has_the_name_only_where_it_is_asked_for_by_one_who_may_write(db, who, query, sees):
    praise()
    praise(giver="")
    asked = Asked.read(listings()["praises"], person(who), QueryDict(f"format=csv&{query}"))
    words = exports.at_once(asked).getvalue().decode("utf-8-sig")
    assert (GIVER in words, "王*" in words, "--" in words) == (sees, not sees, False)


def test_the_export_menu_names_what_may_be_whole(sign_in, wang):
    client = sign_in(wang)
    assert "带完整姓名" in client.get(LIST).content.decode()
    assert "带完整姓名和电话" in client.get("/registers/shops/").content.decode()
    assert "带完整" not in client.get("/registers/trainings/").content.decode()


def test_a_task_is_named_by_its_number_and_tells_of_the_thanks(sign_in, li, zhang):
    task, client = makers.closed(), sign_in(li)
    data = registers.typed("praises") | {"task": f" {task.number} ", "giver": GIVER}
    assert [client.post(ADD, data).status_code for _ in range(2)] == [302, 302]
    row = Praise.objects.get()
    assert row.task == task
    assert task.title in page(client, row)
    told = client.get(reverse("task_detail", args=[task.number])).content.decode()
    assert "收到锦旗" in told
    assert ("王*" in told, GIVER in told) == (True, False)
    registers.ground_void(row, by=li)
    assert "收到锦旗" not in client.get(reverse("task_detail", args=[task.number])).content.decode()
    theirs = sign_in(zhang).post(ADD, registers.typed("praises") | {"task": task.number})
    assert "没有这个编号的任务" in str(theirs.context["form"].errors["task"])


@pytest.mark.parametrize("words", ["没有", "\x00", "1-9999", "9" * 19])
def test_a_number_nobody_knows_gets_its_sentence(sign_in, wang, words):
    refused = sign_in(wang).post(ADD, registers.typed("praises") | {"task": words})
    assert refused.status_code == 400
    assert not Praise.objects.exists()


def test_nobody_is_thanked_for_anothers_work(sign_in, wang):
    task, client = makers.reported(), sign_in(wang)
    data = registers.typed("praises", unit="2") | {"task": task.number}
    assert "没有关系" in str(client.post(ADD, data).context["form"].errors["task"])
    task.assisting_units.set([unit_of("2")])
    assert client.post(ADD, data).status_code == 302


def test_the_list_counts_banners_and_words_apart_and_shows_the_photo(sign_in, wang):
    for kind in ("banner", "letter", "call", "message"):
        row = praise(kind=kind, photo=registers.picture())
    registers.ground_void(praise(), by=wang)
    makers.process_photos()
    client = sign_in(wang)
    listed = client.get(LIST)
    assert [(group[0], total) for group, total in listed.context["sums"]] == [
        ("praise_banner", 1),
        ("praise_letter", 3),
    ]
    words = client.get(LIST, {"group": "in_words"})
    assert len(words.context["page"].rows) == 3
    token = row.photos.get().token
    assert reverse("register_photo", args=["praises", row.pk, token, "720"]) in listed.content.decode()
