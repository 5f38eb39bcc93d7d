"""常用筛选: a person's own lists under names of their own."""

from inspections.models import SavedFilter
from tataboo_portal.models import AuditEvent

SAVE = "/tasks/filters/"


def said(client):
    return [str(message) for message in client.get("/tasks/").context["messages"]]


def save(client, name="一社区逾期", query="unit=1&group=overdue"):
    return client.post(SAVE, {"name": name, "query": query})


def test_a_list_is_kept_opened_and_let_go(sign_in, wang):
    client = sign_in(wang)
    assert save(client).url == "/tasks/?unit=1&group=overdue"
    page = client.get("/tasks/")
    assert '<a href="/tasks/?unit=1&amp;group=overdue">一社区逾期</a>' in page.content.decode()
    saved = SavedFilter.objects.get()
    assert client.post(f"/tasks/filters/{saved.pk}/remove/").url == "/tasks/"
    assert not SavedFilter.objects.exists()
    assert list(AuditEvent.objects.values_list("action", flat=True).order_by("pk")) == ["add", "void"]


def test_only_what_the_list_knows_is_kept_and_never_its_page(sign_in, wang):
    save(sign_in(wang), query="group=overdue&after=2026,5&next=//example.org&q=%3Cb%3E&unit=")
    assert SavedFilter.objects.get().query == "group=overdue&q=%3Cb%3E"


def test_the_page_offers_to_keep_what_it_shows(sign_in, wang):
    client = sign_in(wang)
    assert client.get("/tasks/?unit=1&after=3").context["query"] == "unit=1"
    assert "存成常用" not in client.get("/tasks/").content.decode().replace("先筛选，再存成常用。", "")


def test_a_name_is_used_once_and_the_same_sending_again_is_harmless(sign_in, wang):
    client = sign_in(wang)
    save(client)
    save(client)
    assert said(client) == ["已存成常用：一社区逾期"] * 2
    save(client, query="unit=2")
    assert said(client) == ["已经有一个叫“一社区逾期”的常用筛选，换个名字。"]
    assert SavedFilter.objects.get().query == "unit=1&group=overdue"


def test_twenty_are_enough(sign_in, wang):
    client = sign_in(wang)
    for number in range(21):
        save(client, name=f"常用{number}")
    assert SavedFilter.objects.count() == 20
    assert said(client)[-1] == "常用筛选最多 20 个，先删掉不用的。"


def test_a_name_and_a_filter_are_needed(sign_in, wang):
    client = sign_in(wang)
    for name, query, sentence in (
        ("", "unit=1", "给常用筛选起个名字。"),
        ("长" * 21, "unit=1", "名字最多 20 个字。"),
        ("全部", "", "先筛选，再存成常用。"),
        ("太长", f"q={'x' * 400}", "条件太多，存不下，去掉几个再存。"),
    ):
        save(client, name=name, query=query)
        assert said(client) == [sentence]
    assert not SavedFilter.objects.exists()


def test_another_persons_list_is_neither_shown_nor_let_go(sign_in, wang, liu):
    save(sign_in(wang))
    client = sign_in(liu)
    assert list(client.get("/tasks/").context["saved"]) == []
    assert client.post(f"/tasks/filters/{SavedFilter.objects.get().pk}/remove/").status_code == 404
    save(client)
    assert SavedFilter.objects.count() == 2
