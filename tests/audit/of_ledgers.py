"""Acts on the ledgers of the campaigns and on what the ground floor keeps: each done once, rightly."""

import uuid
from datetime import date, time

import pyotp
from django.utils import timezone

from campaigns import actions as campaigns
from campaigns.models import BaseFigure, Campaign, Indicator
from tataboo_portal import account_actions, actions, audit, import_actions, listings, second_factor, sheets, sign_ins
from tataboo_portal.calendars import DayChange
from tataboo_portal.models import Photo, RobotChannel, RobotDelivery, Unit, WorkHours
from tests import makers
from tests.audit.acts import given, on
from tests.campaigns.test_bases import figure
from tests.campaigns.test_goals import goal
from tests.ground.imports import hands
from tests.people import person, unit_of

TABLE = "日期,责任单位,类型,数量\n2026-11-02,绣品厂社区,牛皮癣,3\n"


def new():
    """A number nobody used."""
    return uuid.uuid4()


def facts(**values):
    """What every entry of a ledger says."""
    return {"unit": unit_of("1"), "day": timezone.localdate(), "place": None, "location": "", "note": "", **values}


def indicator(code="sticker"):
    return Indicator.objects.get(code=code)


def lone_figure():
    """The only figure there is: no other speaks of the same days."""
    BaseFigure.objects.all().delete()
    return figure(9)


def a_figure(**values):
    BaseFigure.objects.all().delete()
    campaign = Campaign.objects.get(code="2017")
    return given(by=person("wang"), campaign=campaign, indicator=indicator("zombie_vehicle"), value=7, **values)


def a_goal():
    kept = {"period_kind": "year", "period_start": date(2026, 1, 1), "value": 900}
    return given(by=person("wang"), indicator=indicator("dead_corner"), unit=None, **kept)


def photo():
    makers.work(by=person("li"), photo=makers.photo_upload())
    makers.process_photos()
    return Photo.objects.get()


def released():
    row = photo()
    return actions.release_photo(by=person("wang"), photo=row, rectangles=[])


def withdrawn():
    row = released()
    return given(by=person("wang"), photo=row.photo, seen=row.token)


def channel():
    return RobotChannel.objects.create(
        name="示例群", kind="wecom", url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"
    )


def delivery():
    return RobotDelivery.objects.create(channel=channel(), key="示例", text="示例", error="示例", attempts=9)


def asked(**params):
    return listings.Asked.read(listings.listings()["works"], person("wang"), params)


def signed_in(who):
    session = sign_ins.SessionStore()
    session["_auth_user_id"] = str(person(who).pk)
    session.create()
    return person(who)


def code_of(who):
    """What the authenticator of somebody who just began shows now."""
    return pyotp.TOTP(second_factor.secret_of(second_factor.begun(person(who)))).now()


def confirming():
    account_actions.begin_second_step(by=person("wang"))
    return given(by=person("wang"), code=code_of("wang"), own_key=None)


def stepping(who):
    """Somebody with a second step that counts."""
    account_actions.begin_second_step(by=person(who))
    account_actions.confirm_second_step(by=person(who), code=code_of(who), own_key=None)
    return person(who)


def batch():
    return hands.kept(TABLE.encode(), by=person("wang"), name="台账.csv")


def checked():
    return hands.checked(batch(), by=person("wang"))


def imported():
    return import_actions.confirm(by=person("wang"), batch=checked())


def renamed():
    unit = Unit.objects.get(code="7")
    before = audit.snapshot(unit)
    unit.name = "社区七（新名）"
    return [(unit, before)]


ACTS = {
    campaigns.log_work: lambda: given(by=person("li"), client_uuid=new(), indicator=indicator(), quantity=3, **facts()),
    campaigns.change_work: lambda: on(makers.work(), by=person("wang"), version=1, quantity=5),
    campaigns.void_work: lambda: on(makers.work(), by=person("wang"), reason="示例"),
    campaigns.log_drive: lambda: given(
        by=person("li"), client_uuid=new(), results={indicator(): 3}, people=9, **facts()
    ),
    campaigns.change_drive: lambda: on(
        makers.drive(results={"sticker": 2}), by=person("wang"), version=1, results={indicator(): 4}
    ),
    campaigns.void_drive: lambda: on(makers.drive(results={"sticker": 2}), by=person("wang"), reason="示例"),
    campaigns.add_figure: a_figure,
    campaigns.change_figure: lambda: on(lone_figure(), by=person("wang"), version=1, value=11),
    campaigns.switch_figure: lambda: on(lone_figure(), by=person("wang"), is_active=False),
    campaigns.set_goal: a_goal,
    campaigns.change_goal: lambda: on(goal(), by=person("wang"), version=1, value=11),
    campaigns.switch_goal: lambda: on(goal(), by=person("wang"), is_active=False),
    actions.change_password: lambda: given(by=person("li"), password="Jinxiu-2018-ok"),
    actions.send_sample: lambda: given(by=person("qian"), channel=channel()),
    actions.send_again: lambda: given(by=person("qian"), delivery=delivery()),
    actions.save_calendar_days: lambda: given(
        by=person("wang"), changes=[DayChange(date(2027, 1, 1), False, "元旦", None)]
    ),
    actions.rename_zones: lambda: given(by=person("qian"), changes=renamed()),
    actions.add_work_hours: lambda: given(
        by=person("qian"),
        hours=WorkHours(
            effective_from=date(2027, 1, 1),
            morning_start=time(8),
            morning_end=time(12),
            afternoon_start=time(14),
            afternoon_end=time(18),
        ),
    ),
    actions.see_plain: lambda: given(by=person("wang"), subject=unit_of("1"), what="联系电话"),
    actions.take_out: lambda: given(by=person("wang"), asked=asked(), count=3),
    actions.take_out_of_admin: lambda: given(by=person("qian"), sheet=sheets.sheet_of("works"), count=3, query=""),
    actions.take_out_later: lambda: given(by=person("wang"), asked=asked(), count=3_000, client_uuid=new()),
    actions.release_photo: lambda: given(by=person("wang"), photo=photo(), rectangles=[[0, 0, 100, 100]]),
    actions.withdraw_release: withdrawn,
    account_actions.sign_out_others: lambda: given(by=signed_in("li"), own_key="another"),
    account_actions.sign_out_person: lambda: given(by=person("qian"), person=signed_in("li")),
    account_actions.deactivate: lambda: given(by=person("qian"), person=person("li")),
    account_actions.give_first_password: lambda: given(by=person("qian"), person=person("li")),
    account_actions.confirm_second_step: confirming,
    account_actions.renew_recovery_codes: lambda: given(by=stepping("wang")),
    account_actions.drop_second_step: lambda: given(by=stepping("wang")),
    account_actions.take_second_step_off: lambda: given(by=person("qian"), person=stepping("wang")),
    import_actions.confirm: lambda: given(by=person("wang"), batch=checked()),
    import_actions.undo: lambda: given(by=person("wang"), batch=imported(), reason="示例"),
    import_actions.abandon: lambda: given(by=person("wang"), batch=checked()),
}
