"""One cell to one value: dates, numbers and words as people in offices write them; pure, and never a guess in silence."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
SPACES = re.compile(r"[\s\u3000]+")
NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{0,10}))?([^\d.,].{0,11})?", re.ASCII)
FULL_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ].*)?", re.ASCII)
SHORT_DAY = re.compile(r"(\d{1,2})[-/月](\d{1,2})日?", re.ASCII)
PLAIN_DAY = re.compile(r"(2[01]\d{2})(\d{2})(\d{2})", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})[:点时](\d{1,2})(?::\d{1,2})?分?", re.ASCII)
SERIALS = range(20_000, 80_000)  # 1954 to 2119: a day of this field's work lies between
EPOCH = date(1899, 12, 30)
DAYS_TO_1904 = 1462
MOST_SHOWN = 20
MOST = 10**15  # beyond this a float no longer knows its last digit
YES = {"是", "有", "√", "✓", "1", "y", "yes", "true", "对"}
NO = {"否", "无", "缺", "没有", "×", "0", "n", "no", "false", "不是", "没"}


class Bad(ValueError):
    """A cell or row that cannot be taken: the sentence says why, `offer` what was perhaps meant, `column` where."""

    def __init__(self, sentence, *, column="", offer=""):
        super().__init__(sentence)
        self.sentence, self.column, self.offer = sentence, column, offer


def is_blank(cell):
    """Whether nothing but space stands in the cell."""
    return cell is None or (cell.__class__ is str and not cell.strip())


def raw(cell):
    """The cell as a person sees it, for showing it again."""
    if cell.__class__ is str:
        return cell.strip()
    if cell is None:
        return ""
    if cell.__class__ is float and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell).strip()


def plain(cell):
    """The cell as text of ordinary width without spaces at its ends."""
    return unicodedata.normalize("NFKC", raw(cell)).strip()


def key(cell):
    """The cell as a name is looked up: ordinary width, no spaces at all."""
    return SPACES.sub("", unicodedata.normalize("NFKC", raw(cell)))


def shown(cell):
    """The cell in a sentence, cut where it is long."""
    words = raw(cell)
    return words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"


def is_plain(cell):
    """Whether a cell is a text that is taken as it is: most are, and this costs little to ask."""
    if cell.__class__ is not str or not cell.isprintable() or "  " in cell:
        return False
    return cell[:1] not in {"'", " "} and cell[-1:] != " "


def words_of(cell, heading, most):
    """A text of at most so many letters; what our own export put before a formula sign is taken away again."""
    found = raw(cell)
    if CONTROL.search(found):
        raise Bad(f"{heading}里有看不见的控制字符，删掉再导。")
    if found[:1] == "'" and found[1:].startswith(FORMULA_STARTS):
        found = found[1:]
    found = SPACES.sub(" ", found).strip()
    if len(found) > most:
        raise Bad(f"{heading}最多 {most} 个字，这里有 {len(found)} 个，写短一点。")
    return found


def number(cell, heading):
    """(value as Decimal, the 量词 written behind it) of a number such as 12, 12.0, １２, “12处” or “1,200”."""
    if cell.__class__ in (int, float) and abs(cell) < MOST:
        return Decimal(str(cell)), ""
    found = SPACES.sub("", plain(cell)).lstrip("'")
    read = NUMBER.fullmatch(found)
    if read is None:
        raise Bad(not_a_number(found, heading))
    sign, whole, part, word = read.groups()
    if re.search(r"[oO]", word or ""):
        raise Bad(f"{heading}要填数字（里面有字母 O）。")
    if re.match(r"[约余多来几]", word or ""):
        raise Bad(not_a_number(found, heading))
    return Decimal(f"{sign}{whole.replace(',', '')}.{part or 0}"), word or ""


def not_a_number(found, heading):
    """Why this is no number."""
    for letter, name in (("[oO]", "O"), ("[lI]", "l")):
        if re.search(letter, found) and re.search(r"\d", found):
            return f"{heading}要填数字（里面有字母 {name}）。"
    if re.search(r"[约余多来几近]", found):
        return f"{heading}要填准数，这里写的是“{shown(found)}”。"
    return f"{heading}要填数字，比如 12，这里写的是“{shown(found)}”。"


def whole(cell, heading, least=0):
    """(whole number, its 量词): 12.0 is 12, 12.5 is refused."""
    value, word = number(cell, heading)
    if value != value.to_integral_value():
        raise Bad(f"{heading}要填整数，这里写的是“{shown(cell)}”。")
    if value < least:
        raise Bad(f"{heading}要大于 0。" if least == 1 else f"{heading}不能小于 {least}。")
    return int(value), word


def day(cell, heading, *, year, is_1904=False):
    """(date, whether its year was not written) of a cell: a date, a serial number, 2017.5.3, 2017年5月3日, 5月3日."""
    if isinstance(cell, datetime):
        return checked(cell.date(), heading), False
    if isinstance(cell, date):
        return checked(cell, heading), False
    found = SPACES.sub(" ", plain(cell)).lstrip("'")
    found = re.sub(r"\s*([-./年月日])\s*", r"\1", found)
    if cell.__class__ in (int, float) or found.isdecimal():
        return serial(cell, found, heading, is_1904), False
    if read := FULL_DAY.fullmatch(found):
        return made(*map(int, read.groups()), heading), False
    if read := SHORT_DAY.fullmatch(found):
        return made(year, *map(int, read.groups()), heading), True
    raise Bad(f"{heading}要写成 2026-11-24 这样，这里写的是“{shown(cell)}”。")


def serial(cell, found, heading, is_1904):
    """A day written as a bare number: the spreadsheet's count of days, or 20170503."""
    if read := PLAIN_DAY.fullmatch(found):
        return made(*map(int, read.groups()), heading)
    value = float(cell if cell.__class__ is float else found) if len(found) < 25 else 0
    days = int(value) if 0 < value < MOST else 0
    if days not in SERIALS:
        raise Bad(f"{heading}要写成 2026-11-24 这样，这里写的是“{shown(cell)}”。")
    return checked(EPOCH + timedelta(days=days + (DAYS_TO_1904 if is_1904 else 0)), heading)


def made(year, month, day_of_month, heading):
    """The date of these numbers, or what is wrong with them."""
    if not 1 <= month <= 12:
        raise Bad(f"{heading}没有 {month} 月。")
    try:
        return checked(date(year, month, day_of_month), heading)
    except ValueError as error:
        if isinstance(error, Bad):
            raise
        raise Bad(f"{heading}里 {year} 年 {month} 月没有 {day_of_month} 日。") from None


def checked(found, heading):
    """The date, as far as it can be one of this field's."""
    if not 2000 <= found.year <= 2100:
        raise Bad(f"{heading}的年份是 {found.year} 年，检查一下。")
    return found


def clock(cell, heading):
    """A time of day: 7:30, 7点30分, or the spreadsheet's part of a day."""
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if cell.__class__ is float and 0 <= cell < 1:
        return time(*divmod(round(cell * 1440) % 1440, 60))
    read = CLOCK.fullmatch(key(cell))
    if read and int(read[1]) < 24 and int(read[2]) < 60:
        return time(int(read[1]), int(read[2]))
    raise Bad(f"{heading}要写成 07:30 这样，这里写的是“{shown(cell)}”。")


def yes_no(cell, heading, yes=(), no=()):
    """是 or 否 in the words of the column or in everybody's."""
    found = key(cell).lower()
    if found in YES or found in yes:
        return True
    if found in NO or found in no:
        return False
    raise Bad(f"{heading}要填“{next(iter(yes), '是')}”或“{next(iter(no), '否')}”，这里写的是“{shown(cell)}”。")
