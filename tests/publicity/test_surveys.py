"""Surveys as the office makes them: questions, what may change once answers have come, codes, paper forms by hand and by sheet."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from publicity.actions import surveys as acts
from publicity.models import Survey, SurveyLink, SurveyResponse
from tataboo_portal import import_actions
from tataboo_portal.imports import headers, writing
from tataboo_portal.models import AuditEvent, ChangedDay
from tataboo_portal.refusals import Refusal, StaleEdit
from tests import surveys
from tests.people import unit_of
from tests.publicity.test_survey_answers import form_of


def sent(page):
    """What a browser sends of a survey's page as it stands."""
    data = form_of(page.context["form"])
    for form in (page.context["questions"].management_form, *page.context["questions"]):
        data |= {form.add_prefix(field.name): field.value() or "" for field in form}
    return data


def test_the_twelve_themes_stand_there_and_the_form_arriving_twice_makes_one_survey(sign_in, wang):
    client = sign_in(wang)
    data = sent(client.get(reverse("survey_new"))) | {"title": "示例满意度", "asked-0-theme": "", "asked-0-words": ""}
    data |= {"asked-12-theme": "路灯", "asked-12-words": "示例：路灯满意吗？"}
    assert [client.post(reverse("survey_new"), data).status_code for _ in range(2)] == [302, 302]
    survey = Survey.objects.get()
    themes = [question.theme for question in survey.questions.all()]
    assert (len(themes), themes[0], themes[-1]) == (12, "市政环卫", "路灯")
    assert (str(survey.satisfied_weight), str(survey.fair_weight), survey.target) == ("1.00", "0.50", 90)
    assert AuditEvent.objects.get(object_type="publicity.Survey").after["questions"][0][0] == "市政环卫"


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("end", "2020-01-01", "结束日期不能早于开始日期。"),
        ("fair_weight", "1.5", "在 0 到 1 之间"),
        ("target", "101", "在 0 到 100 之间"),
        ("asked-1-theme", "健康教育", "写了两次"),
        ("asked-1-theme", "日期", "表头用的词"),
        ("asked-1-words", "", "要一起填"),
    ],
)
def test_what_cannot_be_a_survey_is_told(sign_in, wang, name, words, sentence):
    client = sign_in(wang)
    data = sent(client.get(reverse("survey_new"))) | {"title": "示例满意度", name: words}
    page = client.post(reverse("survey_new"), data)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert not Survey.objects.exists()


def test_questions_and_weights_change_until_the_first_answer(sign_in, wang):
    survey, client = surveys.running(), sign_in(wang)
    url = reverse("survey_detail", args=[survey.pk])
    data = sent(client.get(url)) | {"fair_weight": "0", "asked-2-theme": "绿化"}
    assert client.post(url, data).status_code == 302
    survey.refresh_from_db()
    assert (survey.fair_weight, survey.version) == (0, 2)
    assert [question.theme for question in survey.questions.all()] == ["市政环卫", "农贸市场", "绿化"]
    assert client.post(url, data).status_code == 400  # somebody else's page is older now


def test_after_the_first_answer_only_title_dates_and_closing_change(sign_in, wang):
    survey, client = surveys.running(), sign_in(wang)
    row = surveys.paper(survey)
    url = reverse("survey_detail", args=[survey.pk])
    page = client.get(url)
    assert acts.LOCKED_SENTENCE in page.content.decode()
    assert set(page.context["form"].fields) == {"title", "start", "end", "is_closed", "version"}
    data = form_of(page.context["form"]) | {"title": "示例新名称", "is_closed": "on", "fair_weight": "0"}
    assert client.post(url, data).status_code == 302
    changed = acts.change_survey(survey, by=wang, version=2, questions=[("x", "y")], fair_weight=0, target=1)
    assert (changed.title, changed.is_closed, str(changed.fair_weight), changed.target) == (
        "示例新名称",
        True,
        "0.50",
        90,
    )
    assert changed.questions.count() == 3
    with pytest.raises(Refusal, match="日期要包住这一段"):
        acts.change_survey(survey, by=wang, version=2, end=row.day - timedelta(days=1))
    with pytest.raises(StaleEdit):
        acts.change_survey(survey, by=wang, version=1, title="示例")


def test_codes_are_made_once_per_submission_and_printed_until_used(sign_in, wang):
    survey, client, number = surveys.running(), sign_in(wang), str(uuid.uuid4())
    url = reverse("survey_links", args=[survey.pk])
    data = {"client_uuid": number, "community": unit_of("1").pk, "count": "9"}
    for _ in range(2):
        assert client.post(url, data).url.endswith(f"?batch={number}")
    assert SurveyLink.objects.count() == len(set(SurveyLink.objects.values_list("code", flat=True))) == 9
    assert AuditEvent.objects.filter(action="build").count() == 1
    used = SurveyLink.objects.first()
    acts.answer(link=used, answers=surveys.levels(survey, "555"))
    cards = client.get(reverse("survey_cards", args=[survey.pk]), {"batch": number})
    assert [len(sheet) for sheet in cards.context["sheets"]] == [8]
    assert "不记名，一码填一次" in cards.content.decode()
    assert used.code not in cards.content.decode()
    assert client.get(url).context["areas"][0][1:] == (9, 1)
    for count in ("0", "501", "很多"):
        assert client.post(url, data | {"client_uuid": uuid.uuid4(), "count": count}).status_code == 400
    Survey.objects.update(is_closed=True)
    assert "不再生成二维码" in client.post(url, data | {"client_uuid": uuid.uuid4()}).content.decode()
    assert client.get(reverse("survey_cards", args=[survey.pk]), {"batch": "x"}).status_code == 404


@override_settings(PORTAL_URL="https://portal.example.cn")
def test_a_card_carries_the_address_people_know(sign_in, wang, monkeypatch):
    survey, drawn = surveys.running(), []
    link = surveys.link(survey)
    monkeypatch.setattr("publicity.views.surveys.qr.svg", lambda text: drawn.append(text) or "")
    sign_in(wang).get(reverse("survey_cards", args=[survey.pk]))
    assert drawn == [f"https://portal.example.cn/v/{link.code}/"]


def test_a_paper_form_is_typed_in_and_counts_on_its_day(sign_in, li):
    survey, client = surveys.running(), sign_in(li)
    day = timezone.localdate() - timedelta(days=1)
    url = reverse("register_add", args=["responses"])
    data = {"client_uuid": uuid.uuid4(), "day": day.isoformat()} | surveys.typed("5 0")
    assert client.post(url, data).status_code == 302
    row = SurveyResponse.objects.get()
    assert (row.unit.code, row.source, row.answers) == ("1", "paper", surveys.levels(survey, "5 0"))
    assert list(ChangedDay.objects.values_list("table", "day")) == [("publicity.SurveyResponse", day)]
    page = client.get(reverse("register_detail", args=["responses", row.pk])).content.decode()
    assert "不了解" in page
    assert "没问" in page


def test_a_paper_form_that_fits_no_running_survey_is_refused(sign_in, li, zhao):
    survey, client, url = surveys.running(), sign_in(li), reverse("register_add", args=["responses"])
    good = {"client_uuid": uuid.uuid4(), "day": timezone.localdate().isoformat()} | surveys.typed("555")
    before = (survey.start - timedelta(days=1)).isoformat()
    for wrong, sentence in (
        ({"day": before}, "日期要在这中间"),
        ({name: "" for name in good if name.startswith("a")}, "一题都没有选"),
        ({"survey": "9" * 20}, "现在没有进行中的调查"),
        ({next(name for name in good if name.startswith("a")): "7"}, ""),
    ):
        page = client.post(url, good | wrong)
        assert (page.status_code, sentence in page.content.decode()) == (400, True), wrong
    assert "按社区记" in sign_in(zhao).post(url, good).content.decode()
    Survey.objects.update(is_closed=True)
    assert "已经结束" in sign_in(li).post(url, good).content.decode()
    assert not SurveyResponse.objects.exists()


def test_what_a_resident_answered_is_voided_and_never_rewritten(sign_in, wang):
    survey = surveys.running()
    row = acts.answer(link=surveys.link(survey), answers=surveys.levels(survey, "555"))
    client, url = sign_in(wang), reverse("register_detail", args=["responses", row.pk])
    page = client.post(url, form_of(client.get(url).context["form"]) | {"remark": "改"})
    assert "扫码填的答卷不能改" in page.content.decode()
    client.post(reverse("register_void", args=["responses", row.pk]), {"reason": "示例乱填"})
    row.refresh_from_db()
    assert (row.remark, row.void_reason) == ("", "示例乱填")


def batch_of(text, by):
    """Pasted lines up to the check."""
    file = SimpleUploadedFile("示例.csv", text.encode("utf-8-sig"))
    batch = import_actions.keep(file, by=by, sheet="responses", client_uuid=uuid.uuid4())
    look = headers.look(batch)
    import_actions.choose_columns(
        by=by, batch=batch, table=look.table, header_row=look.header_row, mapping=look.mapping
    )
    batch.refresh_from_db()
    return batch


def test_paper_forms_come_by_sheet_in_words_or_digits_and_go_again(wang):
    survey, day = surveys.running(), timezone.localdate().isoformat()
    surveys.running("示例旧调查", themes=(("绿化", "示例：绿化满意吗？"),), start=survey.start - timedelta(days=9))
    lines = (
        "社区,调查,日期,市政环卫,农贸市场,控烟,绿化,意见",
        f"绣品厂社区,,{day},满意,4,,,示例意见",
        f"幸福社区,示例旧调查,{day},,,,比较满意,",
        f"幸福社区,,{day},很好,5,5,,",
        f"幸福社区,,{day},5,5,5,5,",
        f"幸福社区,,{day},,,,,示例",
        f"A组,,{day},5,5,5,,",
        "幸福社区,,2020-01-01,5,5,5,,",
    )
    batch = batch_of("\n".join(lines), wang)
    told = {problem.row_number: problem.words for problem in batch.problems.filter(kind="bad")}
    assert batch.counts["good"] == 2
    assert sorted(told) == [4, 5, 6, 7, 8]
    assert told[4].startswith("市政环卫里没有“很好”")
    assert told[5] == "“示例调查”没有问“绿化”，这一格空着。"
    assert "一题都没有填" in told[6]
    assert "日期要在这中间" in told[8]
    import_actions.confirm(by=wang, batch=batch)
    batch.refresh_from_db()
    writing.run(batch.pk)
    first, second = SurveyResponse.objects.order_by("id")
    assert first.answers == surveys.levels(survey, "54 ")
    assert (first.unit.code, first.remark, second.survey.title) == ("1", "示例意见", "示例旧调查")
    batch.refresh_from_db()
    assert writing.take_back(batch, by=wang, reason="示例")[0] == 2
    assert not SurveyResponse.objects.live().exists()
    assert ChangedDay.objects.filter(table="publicity.SurveyResponse").count() >= 2
