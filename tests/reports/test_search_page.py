"""The page of search: what it shows to whom, what it costs, and what nonsense gives."""

from django.urls import reverse

from inspections.models import RemediationTask
from reports.models import SearchEntry
from reports.search import indexing
from tataboo_portal.models import User
from tests import decisions, makers
from tests.counting import count_queries
from tests.people import person


def asked(client, words, **params):
    """The page's text."""
    response = client.get(reverse("search"), {"q": words, **params})
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_written_a_moment_ago_is_found_at_once_and_gone_when_it_is_voided(sign_in, wang):
    indexing.reindex()
    task = makers.reported(location="老槐树下")
    client = sign_in(wang)
    assert f"/tasks/{task.number}/" in asked(client, "老槐树")
    RemediationTask.objects.filter(pk=task.pk).update(location="新槐树下")  # without a trail: not followed
    assert "没有找到" in asked(client, "新槐树")
    assert f"/tasks/{task.number}/" in asked(client, task.number.lower().replace("-", " "))


def test_a_stranger_finds_nothing_of_what_he_may_not_know_of(sign_in, zhang, li):
    task = makers.assigned(location="只有一社区知道的角落")
    decisions.made(words="只有一社区知道的事项")
    indexing.reindex()
    client = sign_in(zhang)
    for words in ("知道的", task.number, "zyysq"):
        page = asked(client, words)
        assert "没有找到" in page, words
        assert "角落" not in page
    assert "角落" in asked(sign_in(li), "知道的")
    RemediationTask.objects.get(pk=task.pk).assisting_units.add(zhang.unit)
    indexing.reindex()
    assert "角落" in asked(sign_in(zhang), "知道的")


def test_a_phone_number_is_found_by_who_manages_people_alone_and_never_shown_whole(sign_in, qian, wang, li):
    User.objects.filter(pk=li.pk).update(phone="13812345678", full_name="李小示")
    indexing.reindex()
    page = asked(sign_in(qian), "13812345678")
    assert "李小示" in page
    assert "138****5678" in page
    assert "13812345678" not in page.split('class="card-list"')[1].split("</ul>")[0]
    for person_asking in (wang, li):
        assert "没有找到" in asked(sign_in(person_asking), "13812345")
    assert "李小示" in asked(sign_in(wang), "lxs")


def test_three_rows_ask_as_often_as_one_and_the_page_asks_little(sign_in, wang):
    client = sign_in(wang)
    makers.work(note="示例查询")
    indexing.reindex()
    address = f"{reverse('search')}?q=示例查询"
    once = count_queries(client, address)
    makers.work(note="示例查询")
    makers.work("1", note="示例查询")
    indexing.follow()
    assert count_queries(client, address) == once <= 12


def test_single_letters_look_among_names_only_and_punctuation_finds_nothing(sign_in, wang):
    person("li")
    makers.work(note="绣")
    indexing.reindex()
    client = sign_in(wang)
    page = asked(client, "绣")
    assert "绣品厂社区" in page
    assert "/cleanups/" not in page.split('id="main"')[1].split("<h2")[1]
    for nothing in ("%", "_", "“”", "\x00", "   ", "' OR ''='"):
        assert "<h2" not in asked(client, nothing).split('id="main"')[1], nothing
    assert SearchEntry.objects.filter(noun="works").count() == 1
