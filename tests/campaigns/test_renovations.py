"""老旧小区改造: the article's six places in its own words, whose unit the office may change, and the form's checks."""

from django.core.management import call_command
from django.urls import reverse

from campaigns.enums import RenovationStatus
from campaigns.models import RenovationProject
from tataboo_portal.enums import UnitKind
from tataboo_portal.models import Unit
from tests import registers
from tests.people import unit_of


def test_the_articles_six_places_stand_there_and_claim_no_community(db):
    found = {(row.site, row.work, row.status) for row in RenovationProject.objects.all()}
    assert found == {
        ("石油公司宿舍", "hardening", "finished"),
        ("安南巷", "hardening", "finished"),
        ("解放组团", "patching", "under_way"),
        ("二棉宿舍", "patching", "under_way"),
        ("锦绣园", "patching", "under_way"),
        ("广场花园", "patching", "under_way"),
    }
    for row in RenovationProject.objects.select_related("unit"):
        assert (row.unit.name, row.community, row.market_group, row.created_by) == ("双创办", None, None, None)
        assert "奋进篇" in row.source


def test_the_office_is_a_unit_and_no_zone(db):
    office = Unit.objects.get(code="BGS")
    assert (office.kind, office.is_zone, office.position) == (UnitKind.SECTION, False, 15)
    assert office not in Unit.objects.zones()


def test_loading_again_neither_doubles_nor_undoes_what_the_office_changed(db):
    row = RenovationProject.objects.get(site="安南巷")
    RenovationProject.objects.filter(pk=row.pk).update(site="安南巷（示例改名）", unit=unit_of("2"))
    call_command("load_reference", verbosity=0)
    assert RenovationProject.objects.count() == 6
    row.refresh_from_db()
    assert (row.site, row.unit.code) == ("安南巷（示例改名）", "2")


def test_the_office_gives_a_place_to_a_community_which_then_sees_it(sign_in, wang, zhang):
    row = RenovationProject.objects.get(site="锦绣园")
    url = reverse("register_detail", args=["renovations", row.pk])
    assert sign_in(zhang).get(url).status_code == 404
    client = sign_in(wang)
    form = client.get(url).context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, False)}
    assert client.post(url, values | {"unit": unit_of("2").pk}).status_code == 302
    row.refresh_from_db()
    assert (row.unit.code, row.community.code) == ("2", "2")
    assert sign_in(zhang).get(url).status_code == 200


def test_a_project_that_makes_no_sense_gets_its_sentence(sign_in, wang):
    url, day = reverse("register_add", args=["renovations"]), registers.today().isoformat()
    typed = registers.typed("renovations")
    backwards = {"started_on": day, "finished_on": "2020-01-01", "status": "finished"}
    assert "竣工不能早于开工" in str(sign_in(wang).post(url, typed | backwards).context["form"].errors["finished_on"])
    unfinished = {"finished_on": day, "status": "under_way"}
    assert "状态选“完工”" in str(sign_in(wang).post(url, typed | unfinished).context["form"].errors["status"])
    assert RenovationProject.objects.count() == 6


def test_the_amount_is_written_with_its_word(db):
    row = RenovationProject(site="示例宿舍", work="hardening", status=RenovationStatus.PLANNED)
    assert row.amount_words == ""
    row.amount, row.amount_word = RenovationProject._meta.get_field("amount").to_python("1200.50"), "㎡"
    assert row.amount_words == "1200.5㎡"
