"""看板 as the tests open it: its address, the Thursday it is looked at, and what it says."""

import re
from datetime import UTC, date, datetime

THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # 10:00 in Asia/Shanghai
TODAY = date(2026, 11, 26)
URL = "/dashboard/"


def words_of(response):
    """The text of the page without tags and doubled blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))
