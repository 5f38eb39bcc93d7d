"""nginx and gunicorn as deploy/install puts them: what each answer carries, who is let in how far, and what nobody can pretend."""

import http.client
import re
import uuid

import pytest

from tataboo_portal import supervision
from tests.infrastructure import broken, golden
from tests.infrastructure.production import NAME, Visitor, raw, without_what_changes

pytestmark = pytest.mark.celery

MEGABYTE = 1024 * 1024
LONG = b"x" * (11 * MEGABYTE)
OVERLONG = {"Cookie": "a=" + "b" * 40_000}
ANNOUNCED = {"client_uuid": str(uuid.UUID(int=1)), "byte_count": 9, "sha256": "0" * 64}
ELSEWHERE = "127.0.0.2"  # another address of this machine, which nginx takes for another one


@pytest.fixture(scope="module")
def li(site):
    return Visitor(site).sign_in("li", site.facts["password"])


def announced(site, path, count, source="127.0.0.1"):
    """What a body of so many bytes gets before any of it was sent."""
    connection = site.connection(source=source, seconds=20)
    connection.putrequest("POST", path, skip_host=True)
    for name, value in {"Host": NAME, "Content-Length": count, "Content-Type": "application/octet-stream"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    except TimeoutError:  # it waits for the body
        return 100, [], b""
    finally:
        connection.close()


def hashed(site, name):
    """The address of a static file under the name with its digest, as the pages name it."""
    manifest = (site.data / "static/staticfiles.json").read_text()
    return "/static/" + manifest.partition(f'"{name}": "')[2].partition('"')[0]


def misplaced(li):
    """A piece of a photo that goes on where none has ended."""
    number = str(uuid.uuid4())
    li.post("/uploads/", ANNOUNCED | {"client_uuid": number})
    return li.post(f"/uploads/{number}/", {"x": "y"}, {"Upload-Offset": "5"})


def locked_out(site):
    """The sign-in of somebody who mistook the password once too often."""
    door = Visitor(site, "127.0.0.7")
    door.ask("/login/")
    answers = (door.post("/login/", {"username": "sun", "password": "mistaken"}) for _ in range(10))
    return next(answer for answer in answers if answer.status != 200)


def answers(site, li):
    """{what was asked: answer}, one for every status but 504 (`make sweep`)."""
    photo, stranger = site.facts["photo"], Visitor(site)
    stranger.ask("/login/")
    sheet = hashed(site, "css/portal.css")
    kept = {"If-None-Match": site.ask(sheet).header("etag")}
    yield "200 a page without sign-in: GET /login/", site.ask("/login/")
    yield "200 a page: GET /", li.ask("/")
    yield "200 a page for residents: GET /s/…/", site.ask(site.facts["public"])
    yield "200 a photo: GET /tasks/…/photos/…/", li.ask(photo)
    yield "200 a parcel: GET /tasks/export.xlsx", li.ask("/tasks/export.xlsx")
    yield "200 a stylesheet under a name that never changes", site.ask(sheet, headers={"Accept-Encoding": "gzip"})
    yield "200 a stylesheet under its plain name", site.ask("/static/css/portal.css")
    yield "200 health, asked from this machine", site.ask("/healthz")
    yield "206 a part of a photo", li.ask(photo, headers={"Range": "bytes=2-9"})
    yield "301 from http to https", site.ask("/tasks/?page=2", tls=False)
    yield "302 to the sign-in", site.ask("/tasks/")
    yield "304 a stylesheet that is there already", site.ask(sheet, headers=kept)
    yield "304 a photo that is there already", li.ask(photo, headers={"If-None-Match": li.ask(photo).header("etag")})
    yield "400 by the portal: a form that says nothing", li.post("/uploads/", {"name": "x"})
    yield "400 by nginx: a head that is too large", site.ask("/", headers=OVERLONG)
    yield "401 a piece of somebody's who is not signed in", stranger.post("/uploads/", ANNOUNCED)
    yield "403 a page of other roles", li.ask("/manage/people/stale/")
    yield "403 a form without its token", site.ask("/login/", method="POST", body="")
    yield "404 by the portal", site.ask("/nothing-here/")
    yield "404 by nginx: health, asked from elsewhere", site.ask("/healthz", source=ELSEWHERE)
    yield "405 a page that takes no forms", li.post("/outbox/", {})
    yield "409 a piece that does not fit", misplaced(li)
    yield "413 by the portal: too long a form of a resident", site.ask(site.facts["public"], method="POST", body=LONG)
    yield "413 by nginx: too large a body", site.ask("/uploads/", method="POST", body=b"x" * (MEGABYTE + 1))
    yield "422 a photo that is too large", li.post("/uploads/", ANNOUNCED | {"byte_count": 2**30})
    yield "429 by the portal: too many wrong passwords", locked_out(site)
    yield "429 by nginx: too many sign-ins", site.floods[0]
    yield "500 a table that is not there", broken.without_table(site, li)
    yield "502 no gunicorn", site.without_gunicorn
    yield "503 by the portal: a database that is away", broken.without_database(site, li)
    yield "503 by nginx: an upgrade is under way", broken.closed(site)
    yield "507 a piece of a photo, the storage away", broken.piece_without_storage(site, li)
    yield "507 a form with its photo, the storage away", broken.form_without_storage(site, li)


def test_every_answer_carries_the_headers_that_are_written_down(site, li):
    golden.hold(answers(site, li), root=site.root)


def test_every_answer_has_one_number_in_its_head_on_its_page_and_in_the_log(site, li):
    large = site.ask("/uploads/", method="POST", body=b"x" * (MEGABYTE + 1))
    health = site.ask("/healthz", source=ELSEWHERE)
    own = [broken.closed(site), large, health, site.without_gunicorn, site.floods[0], site.ask("/", headers=OVERLONG)]
    assert [answer.status for answer in own] == [503, 413, 404, 502, 429, 400]
    portals = [li.ask("/nothing-here/"), li.post("/outbox/", {})]
    for answer in own + portals:
        number = answer.header("x-request-id")
        assert re.fullmatch(r"[0-9a-f]{10}" if answer in own else r"[2-9A-Z]{10}", number), answer.status
        assert f"要问双创办的话，报这个编号：{number}</p>" in answer.body.decode(), answer.status
    others = [site.ask("/", tls=False), site.ask("/static/css/portal.css"), li.ask(site.facts["photo"]), li.ask("/")]
    log = site.root / "var/log/tataboo/access.log"
    for answer in own + portals + others:
        told = f'"request":"{answer.header("x-request-id")}"'
        assert supervision.wait_until(lambda told=told: told in log.read_text(), seconds=10), (
            answer.status
        )  # after the answer
        assert log.read_text().count(told) == 1, answer.status


def test_what_is_sent_while_an_upgrade_is_under_way_is_told_so_too(site):
    answer = broken.closed(site, method="POST", body="a=b")
    assert (answer.status, "平台正在升级" in answer.body.decode()) == (503, True)


def test_the_office_is_told_all_it_needs(site):
    assert f"https://{NAME}/" in site.said
    password = site.said.partition("首次密码 ")[2].partition("（")[0]
    answer = Visitor(site).sign_in("admin", password).ask("/")
    assert (answer.status, answer.header("location")) == (302, "/account/")
    settings = site.root / "etc/tataboo/environment"
    assert settings.stat().st_mode & 0o077 == 0


def test_nginx_sends_the_photo_and_its_place_opens_to_nobody(site, li):
    content = (site.data / "media" / site.facts["file"]).read_bytes()
    assert li.ask(site.facts["photo"]).body == content
    part = li.ask(site.facts["photo"], headers={"Range": "bytes=2-9"})
    assert (part.status, part.body) == (206, content[2:10])  # the portal knows no ranges: nginx does
    direct = http.client.HTTPConnection("127.0.0.1", site.ports["WEB"])
    cookies = "; ".join(f"{name}={value}" for name, value in li.cookies.items())
    direct.request("GET", site.facts["photo"], headers={"Host": NAME, "Cookie": cookies, "X-Forwarded-Proto": "https"})
    inner = direct.getresponse()
    assert (inner.status, inner.read()) == (200, b"")
    place = inner.getheader("X-Accel-Redirect")
    direct.close()
    assert place == f"/-photos/{site.facts['file']}"
    for path in (place, f"/{place}", place.replace("-", "%2D", 1), f"/static/..{place}", f"/static/%2e%2e{place}"):
        for visitor in (li, Visitor(site)):
            answer = visitor.ask(path)
            assert answer.status in {302, 400, 404}, path
            assert content not in answer.body
    assert Visitor(site).ask(site.facts["photo"]).status == 302
    for path in ("/static/../portal.sqlite3", "/static../portal.sqlite3", "/static/%2e%2e/portal.sqlite3"):
        assert site.ask(path).status in {302, 400, 404}, path


def test_a_body_has_its_limit_and_the_page_that_says_so_is_chinese(site):
    limits = {"/uploads/": MEGABYTE, "/login/": 64 * 1024, site.facts["public"]: 11 * MEGABYTE, "/": 210 * MEGABYTE}
    for path, most in limits.items():
        status, headers, body = announced(site, path, most + 1)
        assert (status, "一次传的文件太大" in body.decode()) == (413, True), path
        assert "nginx" not in body.decode()
        assert dict(headers)["X-Content-Type-Options"] == "nosniff"


def test_a_photo_of_twenty_megabytes_reaches_the_portal_which_wants_a_sign_in_first(site):
    for _ in range(10):
        assert site.ask("/tasks/new/", method="POST", body=b"x" * (21 * MEGABYTE)).status in {302, 403}


@pytest.mark.parametrize("tls", [False, True])
def test_another_name_is_not_answered(site, tls):
    for host in ("evil.example", "127.0.0.1", f"{NAME}.evil.example"):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            site.ask("/login/", headers={"Host": host}, tls=tls)


def test_what_is_forged_changes_nothing(site):
    forged = {
        "X-Forwarded-For": "203.0.113.9, 127.0.0.1",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "81",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9;host=evil.example;proto=http",
        "X_Forwarded_For": "203.0.113.9",
        "X-Accel-Redirect": f"/-photos/{site.facts['file']}",
    }
    plain = without_what_changes(site.ask("/tasks/"))
    assert without_what_changes(site.ask("/tasks/", headers=forged)) == plain
    over_http = site.ask("/tasks/", headers=forged | {"X-Forwarded-Proto": "https"}, tls=False)
    assert (over_http.status, over_http.header("location")) == (301, f"https://{NAME}/tasks/")
    visitor = Visitor(site, ELSEWHERE).sign_in("wang", site.facts["password"], headers=forged)
    page = visitor.ask("/account/", headers=forged).body.decode()
    assert ELSEWHERE in page
    assert "203.0.113.9" not in page
    assert "evil.example" not in page


def test_too_much_is_refused_in_chinese_and_keeps_out_nobody_else(site):
    signing_in, voting, reporting, others = site.floods
    assert (signing_in.status, voting.status, reporting.status) == (429, 429, 429)
    assert "点得太快了" in voting.body.decode()
    assert others.status == 502  # there was nobody to ask then


def test_nothing_tells_a_version(site):
    for answer in (site.ask("/nothing/"), site.ask("/", tls=False), site.ask("/healthz", source=ELSEWHERE)):
        assert answer.header("server") == "nginx"
        assert b"nginx/" not in answer.body
    assert b"nginx/" not in raw(site, b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n")


def test_the_log_keeps_no_key_and_no_query(site, li):
    li.ask("/tasks/?q=13800001111")
    site.ask(site.facts["public"])
    text = (site.root / "var/log/tataboo/access.log").read_text()
    assert '"path":"/tasks/"' in text
    assert '"path":"/s/…"' in text
    assert "13800001111" not in text
    assert site.facts["public"].split("/")[2] not in text
