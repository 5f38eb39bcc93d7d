"""The article's campaign of 2017, the indicators, its eighteen figures in their own words, and its six renovated places."""

import uuid
from datetime import date
from pathlib import Path

from campaigns.models import BaseFigure, Campaign, DetailColumn, Indicator, RenovationProject
from tataboo_portal.models import Unit
from tataboo_portal.reference import YES, read_rows

DATA = Path(__file__).parent / "data"
ARTICLE_CAMPAIGN = "2017"
NOT_STATED = "not stated"
# The article names no community for its places, so the office keeps them until somebody says whose they are.
OFFICE_UNIT = "BGS"
PLACES = uuid.UUID("5d0f7c52-7f0b-4a57-9f0e-2017a0000006")
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
        row["is_market"] = row["is_market"] == YES
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
    for row in read_rows(DATA / "renovations.csv"):
        load_renovation(row)
    for row in read_rows(DATA / "detail_columns.csv"):
        load_detail_column(row)


def load_detail_column(row):
    """Add one own column of an indicator's ledger unless the office already keeps it."""
    indicator = Indicator.objects.get(code=row.pop("indicator"))
    DetailColumn.objects.get_or_create(indicator=indicator, code=row.pop("code"), defaults=row)


def load_renovation(row):
    """Add one of the article's six places; its own number keeps it from coming twice when the office renames it."""
    RenovationProject.objects.get_or_create(
        client_uuid=uuid.uuid5(PLACES, row["key"]),
        defaults={
            "unit": Unit.objects.get(code=OFFICE_UNIT),
            "site": row["site"],
            "work": row["work"],
            "status": row["status"],
            "source": f"街道“双创”工作奋进篇：“{row['own_words']}”",
        },
    )


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
