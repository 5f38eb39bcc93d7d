"""Sample bulletins, all of them 示例: the article of 2017 as a 奋进篇, last month's 简报 published with pairs, and a 通报."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from campaigns.models import Campaign
from campaigns.reference import ARTICLE_CAMPAIGN
from reports import bulletins, pairs
from reports.actions import bulletins as acts
from reports.bulletins import gallery
from reports.demo import outside
from reports.enums import BulletinKind
from reports.metrics.cells import moment
from tataboo_portal.enums import Role
from tataboo_portal.models import User

OFFICE = "示例街道双创办"
DEMANDS = "示例：逾期任务本周内办结，办结后拍整改后照片。\n示例：各单位每周五前把下周安排报双创办。"
PAIRS = 2


def make(chance):
    """Returns how many were drafted."""
    office = User.objects.filter(role=Role.OFFICE).order_by("pk").first()
    today = timezone.localdate()
    last = today.replace(day=1) - timedelta(days=1)
    month = {"start": last.replace(day=1), "end": last, "issued_on": today, "campaign": None}
    article = {"start": date(2017, 1, 1), "end": date(2017, 5, 31), "issued_on": date(2017, 6, 5)}
    article["campaign"] = Campaign.objects.get(code=ARTICLE_CAMPAIGN)
    drafted(office, BulletinKind.ARTICLE, "示例：塔塔埠街道“双创”工作奋进篇", **article)
    circular = drafted(office, BulletinKind.CIRCULAR, "示例：关于“双创”工作情况的通报", **month)
    named = {"reference": "示例〔2026〕1号", "addressee": "各社区、市场工作组", "signer": OFFICE}
    circular = acts.change_facts(by=office, bulletin=circular, version=circular.version, **named)
    acts.edit_section(by=office, bulletin=circular, version=circular.version, section="next", typed={}, own=DEMANDS)
    brief = drafted(office, BulletinKind.BULLETIN, "示例：塔塔埠街道“双创”工作简报", **month)
    acts.choose_pairs(by=office, bulletin=brief, version=brief.version, pairs=prepared(brief, office))
    acts.publish(by=office, bulletin=brief, version=None)
    return 3


def drafted(office, kind, title, **values):
    """One draft of a kind."""
    return acts.draft(by=office, client_uuid=uuid.uuid4(), kind=kind, title=title, **values)


def prepared(bulletin, office):
    """The newest pairs of its days, their photos prepared for outside: samples show nobody."""
    span = bulletins.span_of(bulletin)
    closed = pairs.closed_tasks(moment(span.start), moment(span.end + timedelta(days=1)))
    found, _ = pairs.newest(closed, closed, PAIRS)
    for photo in (photo for pair in found for photo in (pair.before, pair.after)):
        outside.prepared(photo, office)
    return [gallery.item(pair, bulletins.GALLERY) for pair in found]
