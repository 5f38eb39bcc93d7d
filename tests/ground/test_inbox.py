"""The inbox: own notices only, unread first, read by opening, told once, counted up to a cap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tataboo_portal import inbox
from tataboo_portal.models import Notice
from tests.counting import count_queries


def told(person, number=1, **values):
    """So many notices for a person."""
    return [
        inbox.tell(person=person, key=f"示例-{serial}", title=f"示例通知{serial}", **{"url": "/tasks/", **values})
        for serial in range(1, number + 1)
    ]


def test_the_same_matter_is_told_once_and_stays_as_it_was_told(li, zhang):
    first = inbox.tell(person=li, key="a", title="3 项任务到提醒线")
    assert inbox.tell(person=li, key="a", title="别的话") == first
    assert inbox.tell(person=zhang, key="a", title="3 项任务到提醒线") != first
    assert [notice.title for notice in Notice.objects.filter(recipient=li)] == ["3 项任务到提醒线"]


def test_opening_marks_it_read_leads_on_and_keeps_the_first_moment(sign_in, li):
    (notice,) = told(li)
    client = sign_in(li)
    response = client.post(f"/notices/{notice.pk}/")
    assert (response.status_code, response.url) == (302, "/tasks/")
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    client.post(f"/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.read_at == first
    assert client.get(f"/notices/{notice.pk}/").status_code == 405


@pytest.mark.parametrize("url", ["", "https://example.org/", "//example.org", "javascript:alert(1)"])
def test_a_notice_never_leads_out_of_the_portal(sign_in, li, url):
    (notice,) = told(li, url=url)
    assert sign_in(li).post(f"/notices/{notice.pk}/").url == "/notices/"


def test_a_strangers_notice_is_not_there(sign_in, li, zhang, sun, qian):
    (notice,) = told(li)
    for other in (zhang, sun, qian):
        client = sign_in(other)
        assert client.post(f"/notices/{notice.pk}/").status_code == 404
        client.post("/notices/read/", {"upto": notice.pk})
        assert "示例通知1" not in client.get("/notices/").content.decode()
        assert "示例通知1" not in client.get("/notices/?show=read").content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None


def test_unread_come_first_and_read_ones_stay(sign_in, li):
    notices = told(li, 3)
    inbox.read(notices[2])
    page = sign_in(li).get("/notices/").content.decode()
    positions = [
        page.index(f"<b>{start}示例通知{number}")
        for start, number in (('<span class="vh">未读：</span>', 2), ('<span class="vh">未读：</span>', 1), ("", 3))
    ]
    assert positions == sorted(positions)
    assert "示例通知3" in sign_in(li).get("/notices/?show=read").content.decode()


def test_all_read_stops_at_the_newest_one_the_page_showed(sign_in, li):
    seen = told(li, 2)
    client = sign_in(li)
    assert f'name="upto" value="{seen[-1].pk}"' in client.get("/notices/").content.decode()
    late = inbox.tell(person=li, key="late", title="刚来的")
    assert client.post("/notices/read/", {"upto": seen[-1].pk}).url == "/notices/"
    assert list(Notice.objects.unread()) == [late]
    for words in ("", "x", "9" * 400, "-1", "٣"):
        assert client.post("/notices/read/", {"upto": words}).status_code == 302
    assert list(Notice.objects.unread()) == [late]


def test_the_bell_counts_up_to_a_cap_in_one_query(li):
    assert inbox.unread_words(li) == ""
    told(li, 3)
    assert inbox.unread_words(li) == "3"
    Notice.objects.bulk_create(Notice(recipient=li, title="示例") for _ in range(inbox.UNREAD_CAP - 3))
    assert inbox.unread_words(li) == "99"
    Notice.objects.create(recipient=li, title="示例")
    with CaptureQueriesContext(connection) as queries:
        assert inbox.unread_words(li) == "99+"
    assert len(queries) == 1


def test_the_bell_stands_on_every_page_and_asks_once(sign_in, li):
    client = sign_in(li)
    without = client.get("/account/").content.decode()
    assert 'href="/notices/"' in without
    assert 'class="badge"' not in without
    told(li, 2)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/account/").content.decode()
    assert page.count('<b class="badge">2') == 3  # top bar, door, tab
    assert sum("tataboo_portal_notice" in query["sql"] for query in queries) == 1


def test_pages_go_on_by_key_and_cost_the_same(sign_in, li):
    client = sign_in(li)
    told(li, 1)
    one = count_queries(client, "/notices/")
    told(li, 3)
    assert count_queries(client, "/notices/") == one
    Notice.objects.bulk_create(Notice(recipient=li, title=f"第{number}条") for number in range(60))
    first = client.get("/notices/")
    assert len(first.context["page"].rows) == 50
    second = client.get(f"/notices/{first.context['page'].next_url}")
    assert len(second.context["page"].rows) == 13
    assert not {row.pk for row in first.context["page"].rows} & {row.pk for row in second.context["page"].rows}


def test_the_office_finds_the_preview_from_here(sign_in, wang, li):
    assert "/manage/alarms/" in sign_in(wang).get("/notices/").content.decode()
    assert "/manage/alarms/" not in sign_in(li).get("/notices/").content.decode()
