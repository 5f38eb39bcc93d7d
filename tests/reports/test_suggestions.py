"""The box: anybody says it, other units read it without a name where that was asked, the office answers, the author hears."""

import uuid

import pytest

from reports.actions import suggestions
from reports.enums import SuggestionState
from reports.models import Suggestion
from tataboo_portal.models import AuditEvent, Notice
from tataboo_portal.refusals import StaleEdit
from tests.counting import count_queries


def said(by, words="每周填两次一样的表", **values):
    """A suggestion."""
    return suggestions.suggest(by=by, client_uuid=values.pop("client_uuid", uuid.uuid4()), words=words, **values)


def test_a_form_that_arrives_twice_is_one_suggestion_with_one_event(sign_in, li):
    client = sign_in(li)
    form = client.get("/suggestions/new/", headers={"referer": "http://testserver/tasks/?group=overdue"})
    assert 'value="/tasks/?group=overdue"' in form.content.decode()
    typed = {
        "client_uuid": uuid.uuid4(),
        "words": "照片要点两次",
        "page": "http://testserver/tasks/",
        "is_anonymous": "on",
    }
    for _ in range(2):
        assert client.post("/suggestions/new/", typed).status_code == 302
    made = Suggestion.objects.get()
    assert (made.created_by, made.page, made.is_anonymous) == (li, "/tasks/", True)
    assert AuditEvent.objects.filter(object_type="reports.Suggestion").count() == 1


def test_other_units_read_the_words_without_the_name_that_was_kept_back(sign_in, li, zhang, wang, sun):
    made = said(li, is_anonymous=True)
    pages = {who: sign_in(who).get(f"/suggestions/{made.pk}/").content.decode() for who in (li, zhang, wang, sun)}
    lists = {who: sign_in(who).get("/suggestions/").content.decode() for who in (zhang, sun)}
    for page in (pages[zhang], pages[sun], *lists.values()):
        assert made.words in page
        assert "没有署名" in page
        assert "绣品厂社区 李" not in page
    assert "绣品厂社区 李" in pages[wang]
    assert "绣品厂社区 李" in pages[li]


def test_the_office_answers_once_and_the_author_hears_of_each_answer(sign_in, li, wang):
    made, client = said(li), sign_in(wang)
    typed = {"state": "declined", "words": "", "version": made.version}
    refused = client.post(f"/suggestions/{made.pk}/answer/", typed)
    assert refused.status_code == 400
    assert "不采纳要写一句为什么" in refused.content.decode()
    for _ in range(2):
        assert (
            client.post(f"/suggestions/{made.pk}/answer/", typed | {"state": "taken", "words": "下周改"}).status_code
            == 302
        )
    assert Notice.objects.get(recipient=li).body == "下周改"
    with pytest.raises(StaleEdit):
        suggestions.answer(made, by=wang, version=made.version, state=SuggestionState.SEEN)
    assert "下周改" in sign_in(li).get(f"/suggestions/{made.pk}/").content.decode()


def test_what_is_taken_out_stays_with_its_author_and_the_office(sign_in, li, zhang, wang):
    made = said(li)
    assert sign_in(zhang).post(f"/suggestions/{made.pk}/void/", {"reason": "不喜欢"}).status_code == 403
    assert sign_in(li).post(f"/suggestions/{made.pk}/void/", {"reason": "写错了"}).status_code == 302
    made.refresh_from_db()
    assert made.is_voided
    assert [sign_in(who).get(f"/suggestions/{made.pk}/").status_code for who in (li, wang, zhang)] == [200, 200, 404]
    assert made.words not in sign_in(wang).get("/suggestions/").content.decode()


def test_three_suggestions_ask_as_often_as_one(sign_in, li, zhang, wang):
    client = sign_in(wang)
    said(li)
    once = count_queries(client, "/suggestions/")
    said(zhang)
    said(li)
    assert count_queries(client, "/suggestions/") == once
