"""Results as pages draw them: the table with its marks, one item with its evidence, and two versions side by side."""

from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join

from reports.assessment import results, standing
from reports.assessment.facts import FACTS
from reports.assessment.formulas import FORMULAS
from reports.enums import ScoringState
from reports.models import ItemScore, Scoring, UnitScore
from tataboo_portal.permissions import Permission

NOTHING = "—"
SMALL = "样本少"
NO_PLACE = "数据少，不排名"


@dataclass(frozen=True)
class Cell:
    """One item of one unit: what it says, and whether this person may open it."""

    score: ItemScore
    words: str
    sample: str
    url: str
    is_low: bool


@dataclass(frozen=True)
class Row:
    """One unit of the table."""

    score: UnitScore
    rank: str
    points: str
    change: str
    cells: list
    marks: list
    alike: str


@dataclass(frozen=True)
class Beside:
    """One unit by the rules in force and by a version on trial."""

    score: UnitScore
    other: UnitScore | None
    points: str
    other_points: str
    difference: str


def points_words(points):
    """Points as pages print them: “96.5”, or “—”."""
    return NOTHING if points is None else f"{points:.1f}"


def signed(number):
    """A change with its sign: “+3.5”, “−0.2”."""
    return f"{number:+.1f}".replace("-", "−")


def sample_words(score):
    """The sample behind a number: “14/15”, with the people where they are fewer than the answers."""
    if not score.whole:
        return ""
    words = f"{score.part.normalize():f}/{score.whole}"
    return words if score.base is None else f"{words}，{score.base}人"


def cell_of(score, user, unit_id):
    """One item as the table shows it; records behind it are its unit's and those who see all units to open."""
    words = points_words(score.final)
    if score.is_small and score.granted is None:
        words = SMALL
    may_open = user.may(Permission.SEE_ALL_UNITS) or user.unit_id == unit_id
    url = reverse("score_item", args=(score.pk,)) if may_open and score.final is not None else ""
    is_low = score.final is not None and score.final * 100 < score.item.points * 60
    return Cell(score, words, sample_words(score), url, is_low)


def change_words(score):
    """环比: “↑2 名，+3.5”, against the published period before."""
    if score.previous_points is None or score.points is None:
        return NOTHING
    difference = score.points - score.previous_points
    moved = score.previous_rank - score.rank
    place = f"↑{moved}" if moved > 0 else f"↓{-moved}" if moved < 0 else "→"
    return f"{place}（{signed(difference)}）"


def scores_of(row):
    """The units of a result with their items, in three queries; those without a place come last."""
    items = Prefetch("items", ItemScore.objects.select_related("item").order_by("item__position", "item_id"))
    found = list(row.units.select_related("unit").prefetch_related(items).order_by("unit__position", "unit__code"))
    return sorted(found, key=lambda score: (score.rank is None, score.rank or 0))


def table(row, user):
    """(items, [Row]) of a result, best first."""
    scores = scores_of(row)
    said = standing.alike(
        [
            (one.pk, one.points, results.interval_of(one), any(item.is_small for item in one.items.all()))
            for one in scores
        ]
    )
    tied = {score.rank for score in scores if [one.rank for one in scores].count(score.rank) > 1} - {None}
    rows = [row_of(score, user, said.get(score.pk, ""), score.rank in tied) for score in scores]
    return list(row.rules.items.order_by("position", "id")), rows


def row_of(score, user, said, is_tied):
    """One unit as the table shows it."""
    marks = [("done", "award", "流动红旗")] if score.has_flag else []
    marks += [("late", "alert-triangle", "待改进")] if score.is_to_improve else []
    marks += [("todo", "circle-dashed", NO_PLACE)] if score.rank is None else []
    cells = [cell_of(item, user, score.unit_id) for item in score.items.all()]
    rank = NOTHING if score.rank is None else f"{score.rank}{'（并列）' if is_tied else ''}"
    return Row(score, rank, points_words(score.points), change_words(score), cells, marks, said)


def headline(row, rows):
    """The page's first sentence: who leads, and who has to improve."""
    known = [one for one in rows if one.score.rank is not None]
    if not known:
        return "数据少，这一期不排名。"
    first = _names(one for one in known if one.score.rank == 1)
    behind = [one for one in rows if one.score.is_to_improve]
    tail = format_html("，{}个单位待改进：{}", len(behind), _names(behind)) if behind else ""
    return format_html("{}得分最高，{}分{}。", first, points_words(known[0].score.points), tail)


def _names(rows):
    """The names of units, none of them broken over two lines."""
    return format_html_join("、", '<span class="nb">{}</span>', ((one.score.unit.name,) for one in rows))


def kinds_of(span, user):
    """The results of a period this person may open, the standing one of each scheme first, withdrawn ones last."""
    rows = Scoring.objects.visible_to(user).for_list().filter(start=span.start, scheme__cycle=span.cycle)
    order = {ScoringState.WITHDRAWN: 1}
    return sorted(rows.filter(is_trial=False), key=lambda row: (row.scheme.position, order.get(row.state, 0), -row.pk))


WAYS = {
    "task": lambda key: reverse("task_detail", args=(key,)),
    "work": lambda key: reverse("work_detail", args=(key,)),
    "placement": lambda key: reverse("placement_detail", args=(key,)),
    "board": lambda key: reverse("board_detail", args=(key,)),
    "check": lambda key: reverse("check_detail", args=(key,)),
    "survey": lambda key: reverse("survey_results", args=(key,)),
    "decision": lambda key: reverse("decision_detail", args=(key,)),
    "submission": lambda key: reverse("meeting_submit", args=key.split("/")),
}


def way(evidence):
    """The page of the record behind points lost; nothing where there is none any more."""
    try:
        return WAYS[evidence.kind](evidence.key)
    except (KeyError, NoReverseMatch, TypeError):
        return ""


def calibers(item):
    """What one item looks at and how it is turned into points, in words."""
    fact, formula = FACTS[item.fact], FORMULAS[item.formula]
    return f"{fact.caliber}{formula.name}：{formula.caliber}{params_words(item)}。样本少于{item.least_sample}不扣分。"


PARAM_WORDS = {
    "full_from": "比率线{}%",
    "minus": "每点（件）扣{}分",
    "least": "最低{}分",
    "again_times": "{}次起",
    "again_minus": "每件扣{}分",
    "most": "最多扣{}分",
    "days": "{}天内",
}


def params_words(item):
    """The parameters of an item in words, in brackets, or nothing."""
    both = item.params | item.fact_params
    words = [pattern.format(both[name]) for name, pattern in PARAM_WORDS.items() if both.get(name) not in (None, "")]
    words += ["指定来源加倍"] if item.params.get("doubled") else []
    words += ["只看紧急的"] if item.fact_params.get("urgent_only") else []
    return f"（{'，'.join(words)}）" if words else ""


def compared(row, trial):
    """[Beside] of a result and a trial; the difference is in per cent of all points, so that 100 and 1000 can be told side by side."""
    tried = {score.unit_id: score for score in trial.units.all()}
    full, other_full = results.full_points(row.rules_id), results.full_points(trial.rules_id)
    found = []
    for score in scores_of(row):
        other = tried.get(score.unit_id)
        now, then = score.points, other and other.points
        is_known = now is not None and then is not None
        difference = signed(then * 100 / other_full - now * 100 / full) if is_known else NOTHING
        found.append(Beside(score, other, points_words(now), points_words(then), difference))
    return found


def file_name(row, label):
    """The name of a workbook as headers carry it."""
    return quote(f"{label}考核-{row.scheme.name}.xlsx")
