"""The doors of the frame: whoever writes ledgers has them under the thumb, whoever reads totals has the board."""

import re

import pytest

from tests.people import person

TABS = re.compile(r'<nav class="tabs".*?</nav>', re.DOTALL)


def tabs_of(client, who):
    """The words on the phone's bottom bar."""
    client.force_login(person(who))
    found = TABS.search(client.get("/account/").content.decode())
    return re.findall(r">\s*([一-鿿]+)\s*<", found[0])


@pytest.mark.parametrize("who", ["li", "zhao", "chen"])
def test_field_workers_have_the_ledgers_on_the_bottom_bar(client, db, who):
    assert tabs_of(client, who) == ["工作台", "任务", "拍照上报", "台账", "我的"]


@pytest.mark.parametrize("who", ["sun", "liu", "qian"])
def test_readers_have_the_board_on_the_bottom_bar(client, db, who):
    assert "看板" in tabs_of(client, who)
    assert "台账" not in tabs_of(client, who)


def test_every_door_of_the_top_bar_is_on_the_own_page_too(sign_in, li):
    page = sign_in(li).get("/account/").content.decode()
    doors = re.search(r'aria-label="全部栏目".*?</nav>', page, re.DOTALL)[0]
    for address in ("/areas/", "/tasks/", "/cleanups/", "/meetings/", "/dashboard/"):
        assert f'href="{address}"' in doors
