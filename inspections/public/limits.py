"""How many reports of residents are taken in: counted on the rows themselves, so that a refusal writes nothing."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from inspections import desks
from inspections.models import PublicReport

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOON_SENTENCE = "刚刚已收到一张，1 分钟后再试。"
TOMORROW_SENTENCE = "今天从这里收到的已经够多，明天再试。"
PLACE_SENTENCE = "这个地方刚收到很多张，过一会儿再试。"
ALL_SENTENCE = "现在提交的人多，过一会儿再试。"
WAITING_SENTENCE = "等着受理的已经很多，过几天再试。"


def why_not(*, sender, place, now=None):
    """Why another report cannot be taken in now, in a sentence, or an empty string; one query of counts that stop at their caps."""
    now, rows, most = now or timezone.now(), PublicReport.objects, settings.PUBLIC_LIMITS
    lately = rows.filter(received_at__gt=now - HOUR)
    checks = (
        (rows.filter(sender=sender, received_at__gt=now - MINUTE), most["address_minute"], SOON_SENTENCE),
        (rows.filter(sender=sender), most["address_day"], TOMORROW_SENTENCE),  # the digest is the day's own
        (lately.filter(place=place), most["place_hour"], PLACE_SENTENCE),
        (lately, most["hour"], ALL_SENTENCE),
        (rows.waiting(), most["waiting"], WAITING_SENTENCE),
    )
    counts = desks.capped_counts([(found, cap) for found, cap, _ in checks])
    full = [sentence for count, (_, cap, sentence) in zip(counts, checks, strict=True) if count >= cap]
    return full[0] if full else ""
