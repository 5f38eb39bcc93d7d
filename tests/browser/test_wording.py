"""What every page says, read without a browser: titles of their own, one heading, labels, the house's words, few bytes."""

import gzip
import http.client
import re
from contextlib import closing
from urllib.parse import quote, urlsplit

import pytest
from lxml import html

from tests.browser.test_pages import PAGES, resolve
from tests.test_consistency import HALF_WIDTH, SCOLDING

pytestmark = pytest.mark.browser

MOST = 40 * 1024
TYPED = "//input[not(@type='hidden' or @type='submit' or @type='button')] | //select | //textarea"
# Words people typed into the sample data are theirs; these parts hold them.
PASSED_BY = "//script | //style | //textarea"


class Reader:
    """Fetches pages as the people of the sample data."""

    def __init__(self, site, states):
        self._site, self._states = site, states
        self._line = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=30)

    def close(self):
        self._line.close()

    def read(self, role, address):
        """(status, bytes) of a page, redirects not followed."""
        kept = self._states.get(role, {"cookies": []})["cookies"]
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in kept)
        self._line.request("GET", quote(address, safe="/?=&%:~-"), headers={"Cookie": cookies})
        answer = self._line.getresponse()
        return answer.status, answer.read()


@pytest.fixture
def reader(site, states):
    with closing(Reader(site, states)) as line:
        yield line


def unlabelled(page):
    """The fields no label and no name speaks for."""
    labelled = {label.get("for") for label in page.iter("label") if label.get("for")}
    return [
        html.tostring(field, encoding="unicode")[:120]
        for field in page.xpath(TYPED)
        if field.get("id") not in labelled
        and not (field.get("aria-label") or field.get("aria-labelledby"))
        and not any(parent.tag == "label" for parent in field.iterancestors())
    ]


def faults_of(page):
    """What is wrong with how a page is built and worded."""
    faults = unlabelled(page)
    if page.get("lang") != "zh-CN":
        faults.append(f"lang={page.get('lang')}")
    if len(page.xpath("//h1")) != 1:
        faults.append(f"{len(page.xpath('//h1'))} h1")
    if len(page.xpath("//main")) != 1:
        faults.append(f"{len(page.xpath('//main'))} main")
    for part in page.xpath(PASSED_BY):
        part.drop_tree()
    words = "\n".join(page.itertext())
    return [*faults, *SCOLDING.findall(words), *HALF_WIDTH.findall(words)]


def test_c1_c2_p3_every_page_has_its_title_one_heading_labels_the_houses_words_and_few_bytes(site, reader):
    titles, faults = {}, {}
    for role, name in PAGES:
        address = resolve(site, name)
        status, body = reader.read(role, address)
        assert status in {200, 403, 404}, (role, address, status)
        page = html.document_fromstring(body.decode())
        title = page.findtext(".//title")
        assert " — 塔塔埠街道" in title, address
        if status == 200:
            titles.setdefault(title, set()).add(address.partition("?")[0])
        found = faults_of(page)
        size = len(gzip.compress(body))
        if size > MOST:
            found.append(f"{size} bytes")
        if found:
            faults[role, address] = found
    assert faults == {}
    assert {title: pages for title, pages in titles.items() if len(pages) > 1} == {}
    assert len(titles) > 60


def test_c2_a_password_manager_knows_the_fields_of_the_login(reader):
    _, body = reader.read("anonymous", "/login/")
    fields = html.document_fromstring(body.decode()).xpath("//main//input[not(@type='hidden')]")
    named = {field.get("name"): field.get("autocomplete") for field in fields}
    assert (named["username"], named["password"]) == ("username", "current-password")


def test_the_reader_sees_what_it_looks_for():
    text = "<html lang='en'><main><h1>一</h1><h1>二</h1><p>您好,请勿动</p><input name='a'><label>名<input></label></main></html>"
    faults = faults_of(html.document_fromstring(text))
    assert [fault for fault in faults if not re.match("<input name", fault)] == [
        "lang=en",
        "2 h1",
        "您",
        "请勿",
        "好,请",
    ]
    assert len(faults) == 6
