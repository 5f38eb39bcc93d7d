"""The article's campaign of 2017, the indicators, and its eighteen figures in their own words."""

from datetime import date
from pathlib import Path

from campaigns.models import BaseFigure, Campaign, Indicator
from tataboo_portal.reference import YES, read_rows

DATA = Path(__file__).parent / "data"
ARTICLE_CAMPAIGN = "2017"
NOT_STATED = "not stated"
OWN_REMARKS = {
    "leaflet_a": "原文同名有两数，分开保存，不相加。",
    "leaflet_b": "原文同名有两数，分开保存，不相加。",
    "cleanup_people": "是人不是人次，不和人次相加。",
    "trash_bin": "原文没有写动词，照原样。",
}


def load():
    """Add what is missing of the indicators, the campaign of 2017 and its base figures."""
    for row in read_rows(DATA / "indicators.csv"):
        code = row.pop("code")
        Indicator.objects.get_or_create(code=code, defaults=row)
    campaign, _ = Campaign.objects.get_or_create(
        code=ARTICLE_CAMPAIGN,
        defaults={
            "name": "2017年创建国家卫生城市",
            "start": date(2017, 1, 1),
            "end": date(2017, 12, 31),
            "source": "《不忘初心抓“双创” 继续前行创辉煌——塔塔埠街道“双创”工作奋进篇》",
        },
    )
    for row in read_rows(DATA / "figures.csv"):
        load_figure(campaign, row)


def load_figure(campaign, row):
    """Add one figure of the article unless the office already keeps it."""
    BaseFigure.objects.get_or_create(
        campaign=campaign,
        indicator=Indicator.objects.get(code=row["code"]),
        defaults={
            "value": row["value"],
            "is_approximate": row["approximate"] == YES,
            "own_words": row["own_words"],
            "period_words": "" if row["period"] == NOT_STATED else row["period"],
            "caliber": OWN_REMARKS.get(row["code"], ""),
            "position": row["position"],
        },
    )
