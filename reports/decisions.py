"""议定事项: one typed line read into unit, person, day and matter; and decisions as pages show them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from reports.enums import DecisionState
from reports.models import Decision
from reports.spoken_days import Unreadable, read_day, short
from tataboo_portal.models import Unit
from tataboo_portal.permissions import Permission

EXAMPLE = "#7 王敏 周五 清理二号楼后的杂物"
MOST_WORDS, MOST_PERSON = 200, 30
PERSON = re.compile(r"[\u4e00-\u9fffA-Za-z·、，,]+")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Reading:
    """One line, understood; the remark says what the calendar made of its day."""

    unit: Unit
    person: str
    due_on: date | None
    words: str
    remark: str = ""

    @property
    def values(self):
        """What a decision keeps of it."""
        return {"unit": self.unit, "person": self.person, "due_on": self.due_on, "words": self.words}


def read(line, today):
    """Unit, person, day and matter of a line like “#7 王敏 周五 …”; Unreadable asks back for what cannot be read."""
    tokens = line.split()
    if not tokens:
        raise Unreadable(f"还没有写，比如 {EXAMPLE}。")
    unit, rest = unit_of(tokens[0]), tokens[1:]
    if rest and rest[0][0] in "#＃":
        raise Unreadable("一行写一个单位；几个单位一起办，就分几行写。")
    person, said, words = _person_and_day(rest, today)
    matter = " ".join(words)
    if not matter:
        raise Unreadable(f"还缺事项，写在时限后面，比如 {EXAMPLE}。")
    if len(matter) > MOST_WORDS:
        raise Unreadable(f"事项最多 {MOST_WORDS} 字，现在 {len(matter)} 字。")
    return Reading(unit, person, said.day, matter, said.remark)


def unit_of(token):
    """The unit a token names: “#7”, “#市场一组”, “社区七”; a bare code could be the beginning of anything."""
    plain = unicodedata.normalize("NFKC", token)
    name = plain.removeprefix("#").casefold()
    units = Unit.objects.active()
    known = {word.casefold(): unit for unit in units for word in (unit.name, unit.short_name) if word}
    if plain.startswith("#"):
        known |= {unit.code.casefold(): unit for unit in units}
    if name not in known:
        raise Unreadable(f"没有读出单位“{token[:20]}”：先写 # 和代码，或者全名，比如 {EXAMPLE}。")
    return known[name]


def _person_and_day(tokens, today):
    """The person (or nobody), what is meant by the day, and the tokens after it."""
    for position, token in enumerate(tokens[:2]):
        said = read_day(token, today)
        if said:
            return _person(tokens[0]) if position else "", said, tokens[position + 1 :]
    raise Unreadable("没有读出时限：写在负责人后面，比如 周五、11月28日、三天内；没有时限就写 不限。")


def _person(token):
    name = token.lstrip("@＠")
    if not PERSON.fullmatch(name) or len(name) > MOST_PERSON:
        raise Unreadable(f"没有读出负责人“{token[:20]}”：写姓名，几个人用顿号隔开；没有就不写。")
    return name


def due_words(day):
    """“11月27日（周五）前”, “不限时” without a day."""
    return f"{short(day)}（周{WEEKDAYS[day.weekday()]}）前" if day else "不限时"


def who_and_when(decision):
    """“社区七，王敏，11月27日（周五）前”."""
    return "，".join(part for part in (decision.unit.name, decision.person, due_words(decision.due_on)) if part)


def days_late(decision, today):
    """How many days the decision is over its day; 0 for one that is not, or that is done."""
    waits = decision.state == DecisionState.OPEN and decision.due_on and not decision.voided_at
    return max((today - decision.due_on).days, 0) if waits else 0


def rows_for(decisions, today):
    """Decisions as lists and cards draw them."""
    return [
        {
            "decision": decision,
            "who": who_and_when(decision),
            "days_late": days_late(decision, today),
            "is_due_today": decision.due_on == today and decision.state == DecisionState.OPEN,
        }
        for decision in decisions
    ]


def of_meeting(week):
    """The decisions of the meeting of a week, in their order, taken back ones left out."""
    return Decision.objects.live().filter(meeting__week=week.monday).for_list().order_by("number")


def may_report(user, decision):
    """Whether the person may say how the matter stands: the unit's own people, or the office for a unit."""
    if user.may(Permission.LOG_FOR_ANY_UNIT):
        return True
    return user.may(Permission.LOG_WORK) and user.unit_id == decision.unit_id


def may_strike_off(user, decision):
    """Whether the person may strike the matter off: the office, and never somebody of the unit that answers for it."""
    return user.may(Permission.BUILD_REPORT) and user.unit_id != decision.unit_id
