"""培训、专题会议 and 工作方案: who came, what counts, and sheets that bring several units in one cell."""

from datetime import timedelta

from django.urls import reverse

from publicity.enums import TrainingKind
from publicity.models import Training
from tataboo_portal.models import AuditEvent
from tests import registers
from tests.counting import count_queries
from tests.ground.imports import hands
from tests.people import unit_of

ADD = "/registers/trainings/new/"
LIST = "/registers/trainings/"


def codes(row):
    return list(row.attending_units.order_by("position").values_list("code", flat=True))


def came(*units):
    return {"attending_units": [unit_of(code).pk for code in units]}


def test_who_came_is_ticked_kept_changed_and_told(sign_in, li, sun):
    client, data = sign_in(li), registers.typed("trainings") | came("A", "2")
    assert [client.post(ADD, data).status_code for _ in range(2)] == [302, 302]
    row = Training.objects.get()
    assert (codes(row), row.people, row.counted_days) == (["2", "A"], 40, (registers.today(),))
    url = reverse("register_detail", args=["trainings", row.pk])
    form = client.get(url).context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)}
    assert client.post(url, sent).status_code == 302
    assert (codes(row), Training.objects.get().version) == (["2", "A"], 1)
    client.post(url, sent | came("2"))
    assert (codes(row), Training.objects.get().version) == (["2"], 2)
    stale = client.post(url, sent | came("3"))
    assert (stale.status_code, codes(row)) == (400, ["2"])
    told = AuditEvent.objects.filter(object_type="publicity.Training", reason__startswith="参加单位：")
    assert [event.reason for event in told.order_by("id")] == ["参加单位：幸福社区、市场工作组一", "参加单位：幸福社区"]
    assert "幸福" in sign_in(sun).get(LIST).content.decode()


def test_a_unit_out_of_use_that_came_stays_and_an_unknown_one_is_refused(sign_in, li):
    client = sign_in(li)
    client.post(ADD, registers.typed("trainings") | came("9"))
    unit_of("9").__class__.objects.filter(code="9").update(is_active=False)
    url = reverse("register_detail", args=["trainings", Training.objects.get().pk])
    form = client.get(url).context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)}
    assert client.post(url, sent | {"note": "示例"}).status_code == 302
    assert codes(Training.objects.get()) == ["9"]
    refused = client.post(ADD, registers.typed("trainings") | {"attending_units": ["x", "99999"]})
    assert str(refused.context["form"].errors["attending_units"][0]).endswith("。")
    absurd = client.post(ADD, registers.typed("trainings") | {"attending_units": [str(2**63)]})
    assert (absurd.status_code, Training.objects.count()) == (400, 1)


def test_what_has_not_been_held_is_not_written_down(sign_in, li):
    tomorrow = (registers.today() + timedelta(days=1)).isoformat()
    for slug in ("trainings", "documents", "smoking", "praises"):
        refused = sign_in(li).post(f"/registers/{slug}/new/", registers.typed(slug) | {"day": tomorrow})
        assert str(refused.context["form"].errors["day"][0]).startswith("日期还没到"), slug


def test_the_list_says_how_many_of_each_count(sign_in, wang):
    for at, kind in enumerate((TrainingKind.TRAINING, TrainingKind.TRAINING, TrainingKind.MEETING)):
        day = registers.today() - timedelta(days=40 * at)
        gone = registers.row(Training, kind=kind, day=day, subject=f"示例{at}")
    registers.ground_void(registers.row(Training, day=registers.today(), subject="示例作废"), by=wang)
    client = sign_in(wang)
    listed = client.get(LIST)
    every = listed.context["sums"]
    assert "创卫业务培训 <b" in listed.content.decode()
    assert [(group[1], group[2], total) for group, total in every] == [
        ("创卫业务培训", "场", 2),
        ("创卫专题会议", "次", 1),
    ]
    late = client.get(LIST, {"from": (registers.today() - timedelta(days=50)).isoformat(), "kind": "training"})
    assert [total for _, total in late.context["sums"]] == [2, 0]
    voided = client.get(LIST, {"show": "voided"})
    assert [total for _, total in voided.context["sums"]] == [0, 0]
    assert gone.pk not in [row.pk for row in late.context["page"].rows]


def test_a_list_with_papers_and_units_asks_as_often_for_three_rows_as_for_one(sign_in, wang):
    def held():
        row = registers.row(Training, day=registers.today(), subject="示例")
        row.attending_units.set([unit_of("1"), unit_of("2")])

    client = sign_in(wang)
    held()
    for_one = count_queries(client, LIST)
    held()
    held()
    assert count_queries(client, LIST) == for_one


def test_an_import_reads_several_units_and_asks_about_a_near_name(li):
    day = registers.today().isoformat()
    lines = (
        "日期,类型,主题,主讲,参会单位,人数",
        f"{day},培训,示例一,示例讲师,幸福、A；社区三,40人",
        f"{day},专题会议,示例二,,幸福社区、社区十,12",
        f"{day},会议,示例三,,,",
    )
    kept = hands.kept("\n".join(lines).encode(), by=li, sheet="trainings", name="培训.csv")
    batch = hands.checked(kept, by=li)
    problem = batch.problems.get(kind="bad")
    assert (problem.row_number, problem.column) == (3, "参加单位")
    assert "是不是 社区" in problem.words
    hands.imports.confirm(by=li, batch=batch)
    first, second = Training.objects.order_by("pk")
    assert (first.kind, first.people, codes(first)) == ("training", 40, ["2", "3", "A"])
    assert (second.kind, second.people, codes(second), second.unit.code) == ("special_meeting", None, [], "1")
