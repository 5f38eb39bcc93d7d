"""The checks of the front server can fail: with one guard taken out of nginx's settings, the check that watches it does."""

import contextlib
import time

import pytest

from tests.infrastructure import test_front_server as checks
from tests.infrastructure.production import Visitor, flood

pytestmark = [pytest.mark.celery, pytest.mark.sweep]

NOSNIFF = "add_header X-Content-Type-Options $upstream_http_x_content_type_options always;"
# What is taken out, what stands there instead, and who has to notice.
GUARDS = [
    (
        "location /-photos/ {\n        internal;",
        "location /-photos/ {",
        "test_nginx_sends_the_photo_and_its_place_opens_to_nobody",
    ),
    ("    return 444;", "    return 200 hello;", "test_another_name_is_not_answered"),
    ("return 301 https://$host$request_uri;", "proxy_pass http://tataboo;", "test_what_is_forged_changes_nothing"),
    ("X-Forwarded-For $remote_addr;", "X-Forwarded-For $http_x_forwarded_for;", "test_what_is_forged_changes_nothing"),
    ("client_max_body_size 1m;", "", "test_a_body_has_its_limit_and_the_page_that_says_so_is_chinese"),
    ("server_tokens off;", "server_tokens on;", "test_nothing_tells_a_version"),
    ('"path":"$logged"', '"path":"$request_uri"', "test_the_log_keeps_no_key_and_no_query"),
    (
        "ssi on; # writes the number into the page",
        "",
        "test_every_answer_has_one_number_in_its_head_on_its_page_and_in_the_log",
    ),
    (NOSNIFF, "", "test_every_answer_carries_the_headers_that_are_written_down"),
    ("if ($is_here = 0) {", "if ($is_here = 2) {", "test_every_answer_carries_the_headers_that_are_written_down"),
]


def ask(site, name):
    """Run one check of the front server on this site."""
    own = {"site": site, "li": Visitor(site).sign_in("li", site.facts["password"]), "tls": True}
    check = getattr(checks, name)
    check(**{argument: own[argument] for argument in check.__code__.co_varnames[: check.__code__.co_argcount]})


@contextlib.contextmanager
def without(site, guard, instead=""):
    """Inside, nginx works without it."""
    path = site.root / "etc/nginx/sites-available/tataboo"
    whole = path.read_text()
    assert guard in whole
    try:
        path.write_text(whole.replace(guard, instead))
        site.run("systemctl", "reload-or-restart", "nginx")
        time.sleep(1)  # until the workers with the former settings have gone
        yield
    finally:
        path.write_text(whole)
        site.run("systemctl", "reload-or-restart", "nginx")
        time.sleep(1)


@pytest.mark.parametrize(("guard", "instead", "name"), GUARDS, ids=[guard[:40] for guard, _, _ in GUARDS])
def test_a_guard_that_is_taken_out_is_missed(site, guard, instead, name):
    ask(site, name)
    with without(site, guard, instead), pytest.raises((AssertionError, pytest.fail.Exception)):
        ask(site, name)


def test_without_its_limits_a_flood_is_not_noticed(site):
    sign_in = "limit_req zone=sign_in burst=40 nodelay;"
    with without(site, sign_in):
        assert site.alone(flood("/login/", source="127.0.0.5", method="POST", body="")) == [None]
    site.wait()
    with without(site, "limit_req zone=public burst=60 nodelay;"):
        assert site.alone(flood("/v/ABCDEF/", source="127.0.0.6")) == [None]
    site.wait()
