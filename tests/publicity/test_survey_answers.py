"""The page behind a code: one answer, no sign-in, and the same shut door for everything that is not an open question."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from publicity.actions import surveys as acts
from publicity.models import Survey, SurveyResponse
from tests import surveys
from tests.inspections.threads import at_once
from tests.people import person


def form_of(form):
    """What a browser sends of a form as it stands."""
    values = {form.add_prefix(field.name): field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.fixture
def opened(settings):
    """Public pages turned on."""
    settings.PUBLIC_PAGES = True


@pytest.fixture
def stranger():
    """A browser without an account that checks cross-site requests as a real one."""
    return Client(enforce_csrf_checks=True)


def address(link):
    return reverse("survey_answer", args=[link.code])


def filled(stranger, link, said="543", **values):
    """What the page sends when these levels were chosen."""
    form = stranger.get(address(link)).context["form"]
    return (
        form_of(form)
        | {f"q{question}": level for question, level in surveys.levels(link.survey, said).items()}
        | values
    )


def test_a_resident_answers_once_without_an_account(db, opened, stranger):
    link = surveys.link(surveys.running(introduction="示例：说说看"), "2")
    page = stranger.get(address(link))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert text.count('type="radio"') == 3 * 6
    assert "csrf" not in text
    for staff in ("工作台", "登录</a>", "<nav", "<script", "王"):
        assert staff not in text
    sent = filled(stranger, link, "540", remark="示例：路灯暗")
    assert stranger.post(address(link), sent).url == address(link)
    assert not stranger.cookies
    row = SurveyResponse.objects.get()
    assert (row.unit.code, row.source, row.day, row.created_by) == ("2", "link", timezone.localdate(), None)
    assert (row.answers, row.remark) == (surveys.levels(link.survey, "540"), "示例：路灯暗")
    assert "已经填过了，谢谢" in stranger.get(address(link)).content.decode()
    assert stranger.post(address(link), sent).status_code == 200
    assert SurveyResponse.objects.get() == row


def test_a_second_submit_from_a_page_that_was_open_is_thanked(db, opened, stranger):
    link = surveys.link(surveys.running())
    sent = filled(stranger, link)
    acts.answer(link=link, answers=surveys.levels(link.survey, "111"))
    assert "已经填过了，谢谢" in stranger.post(address(link), sent, follow=True).content.decode()
    assert SurveyResponse.objects.count() == 1


def closed_doors(stranger):
    """The answers of everything that is not an open question, by name."""
    survey = surveys.running()
    today = timezone.localdate()
    links = {
        "closed": surveys.link(survey),
        "answered and closed": surveys.link(survey),
        "not yet": surveys.link(surveys.running("示例明天", start=today + timedelta(days=1))),
        "over": surveys.link(surveys.running("示例昨天")),
    }
    acts.answer(link=links["answered and closed"], answers=surveys.levels(survey, "555"))
    Survey.objects.filter(title="示例昨天").update(end=today - timedelta(days=1))
    Survey.objects.filter(pk=survey.pk).update(is_closed=True)
    found = {name: address(link) for name, link in links.items()}
    found |= {"unknown": "/v/AAAAAAAAAAAAAA/", "short": "/v/A/", "lower": address(links["closed"]).lower()}
    found |= {"nul": "/v/%00/", "long": f"/v/{'A' * 400}/", "words": "/v/太阳/"}
    with override_settings(PUBLIC_PAGES=False):
        off = stranger.get(address(surveys.link(surveys.running("示例开着"))))
    found["no page of ours"] = "/nothing/"
    return off, {name: (stranger.get(url), stranger.post(url, {"token": "x"})) for name, url in found.items()}


def bare(answer):
    """The page without its number, which is another each time."""
    return answer.content.replace(answer.headers["X-Request-Id"].encode(), b"")


def test_whatever_is_not_an_open_question_looks_alike(db, opened, stranger):
    off, found = closed_doors(stranger)
    assert off.status_code == 404
    for name, answers in found.items():
        for answer in answers:
            assert (answer.status_code, bare(answer), set(answer.headers)) == (404, bare(off), set(off.headers)), name
    assert SurveyResponse.objects.count() == 1


def test_the_site_keeps_these_pages_shut_unless_they_are_turned_on(db, stranger, settings):
    assert settings.PUBLIC_PAGES is False
    link = surveys.link(surveys.running())
    with override_settings(PUBLIC_PAGES=True):
        sent = filled(stranger, link)
    assert stranger.post(address(link), sent).status_code == 404
    assert not SurveyResponse.objects.exists()


JUNK = (
    {"q": "5"},
    {"remark": "x" * 201},
    {"remark": "a\x00b"},
    {"token": ""},
    {"token": "x" * 3_000},
    {"website": "http://example.cn"},
)


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_writes_nothing_and_costs_nobody_the_answer(db, opened, stranger, junk):
    link = surveys.link(surveys.running())
    sent = filled(stranger, link)
    if "q" in junk:
        name = next(name for name in sent if name.startswith("q"))
        junk = {name: "9"}
    page = stranger.post(address(link), sent | junk)
    assert page.status_code == 400
    assert not SurveyResponse.objects.exists()
    again = form_of(page.context["form"]) | {name: sent[name] for name in sent if name.startswith("q")}
    again |= {"remark": "示例"}
    assert again.get("website", "") == ""
    assert stranger.post(address(link), again).status_code == 302
    assert SurveyResponse.objects.count() == 1


def test_a_question_left_out_is_named_and_the_others_are_kept(db, opened, stranger):
    link = surveys.link(surveys.running())
    sent = filled(stranger, link)
    missing = sorted(name for name in sent if name.startswith("q"))[1]
    page = stranger.post(address(link), {name: value for name, value in sent.items() if name != missing})
    text = page.content.decode()
    assert (page.status_code, "第 2 题还没有选。" in text, f'href="#f-{missing}"' in text) == (400, True, True)
    assert text.count("checked") == 2


def test_a_body_that_is_far_too_large_is_not_read(db, opened, stranger):
    link = surveys.link(surveys.running())
    page = stranger.post(address(link), filled(stranger, link, remark="字" * 30_000))
    assert page.status_code == 413
    assert "写得太长了" in page.content.decode()
    assert stranger.put(address(link)).status_code == 405


def test_a_token_of_another_code_and_of_yesterday_is_no_token(db, opened, stranger, settings):
    one, other = surveys.links(surveys.running(), 2)
    sent = filled(stranger, one) | {"token": filled(stranger, other)["token"]}
    assert "页面放得太久了" in stranger.post(address(one), sent).content.decode()
    stale = filled(stranger, one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tataboo_portal.public.TOKEN_SECONDS", -1)
        assert stranger.post(address(one), stale).status_code == 400
    assert not SurveyResponse.objects.exists()


def test_answers_to_questions_that_changed_meanwhile_are_asked_for_again(db, opened, stranger, wang):
    survey = surveys.running()
    link = surveys.link(survey)
    sent = filled(stranger, link)
    acts.change_survey(survey, by=wang, version=1, questions=[("绿化", "示例：绿化满意吗？")])
    assert stranger.post(address(link), sent).status_code == 400
    assert not SurveyResponse.objects.exists()


def test_the_page_asks_the_same_for_twelve_questions_as_for_one(db, opened, stranger, django_assert_num_queries):
    links = [
        surveys.link(surveys.running(f"示例{count}", themes=[(f"题{at}", "示例？") for at in range(count)]))
        for count in (1, 12)
    ]
    for link in links:
        with django_assert_num_queries(2):
            stranger.get(address(link))


@pytest.mark.django_db(transaction=True)
def test_of_several_who_send_one_code_at_once_one_answers():
    person("wang")
    link = surveys.link(surveys.running())
    levels = surveys.levels(link.survey, "555")
    results = at_once(lambda index: acts.answer(link=link, answers=levels, remark=str(index)))
    assert [type(result).__name__ for result in results].count("AlreadyAnswered") == len(results) - 1
    assert SurveyResponse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_links_of_one_submission_made_at_once_are_made_once():
    survey, number = surveys.running(), uuid.uuid4()
    values = {"by": person("wang"), "community": surveys.unit_of("1"), "count": 7, "client_uuid": number}
    assert at_once(lambda index: acts.make_links(survey, **values)) == [7] * 4
    assert survey.links.count() == 7
