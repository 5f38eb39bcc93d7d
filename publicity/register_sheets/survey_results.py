"""满意度调查结果 as a sheet: one line per area and question, the whole of the area first."""

from publicity import surveys
from publicity.enums import Level
from publicity.models import Survey, SurveyQuestion
from tataboo_portal.sheets import Column, OfficeSheet
from tataboo_portal.widgets import Fraction, Number, Words

WHOLE = "合计"


class Line:
    """One line: an area, a theme and the answers to it."""

    def __init__(self, area, theme, tally):
        self.area, self.theme, self.tally = area, theme, tally
        self.low, self.high = tally.interval or (None, None)


class Lines(list):
    """Lines that are asked like a queryset: few, counted by the database beforehand, always in their own order."""

    model = SurveyQuestion

    def order_by(self, *names):
        """The lines as they stand."""
        return self

    prefetch_related = select_related = order_by

    def count(self):
        """How many there are."""
        return len(self)

    def iterator(self, chunk_size=None):
        """The lines one after the other."""
        return iter(self)

    def __getitem__(self, key):
        found = super().__getitem__(key)
        return Lines(found) if isinstance(key, slice) else found


class Told(Column):
    """A column that asks the line itself."""

    def __init__(self, heading, widget, read, width=9):
        super().__init__(None, heading, widget, width=width)
        self.read = read

    def get_value(self, instance):
        """What the line says."""
        return self.read(instance)


def level_column(level):
    """How many said this."""
    return Told(level.label, Number(), lambda line: line.tally.counts[level])


class ResultSheet(OfficeSheet):
    """The results as they leave; answers come in by form, by code or by the sheet of the answers."""

    slug, title = "survey_results", "满意度调查结果"

    class Meta:
        model = SurveyQuestion
        fields = ()

    def columns(self):
        """Area and theme, the counts, and what they come to."""
        return [
            Told("社区", Words(), lambda line: line.area.name, width=14),
            Told("分项", Words(), lambda line: line.theme, width=14),
            Told("答卷（份）", Number(), lambda line: line.area.forms),
            *(level_column(level) for level in Level),
            Told("满意率（%）", Fraction(), lambda line: line.tally.rate),
            Told("95%下限", Fraction(), lambda line: line.low),
            Told("95%上限", Fraction(), lambda line: line.high),
            Told("不了解（%）", Fraction(), lambda line: line.tally.unknown_share),
            Told("注明", Words(), lambda line: "样本少" if line.tally.is_small else "", width=10),
        ]


class Chosen:
    """The survey an address names, with its results as one person may see them; another address names none."""

    def __init__(self, user, params):
        number = params.get("survey", "")
        self.data, self.survey, self.qs = params, None, Lines()
        if number.isascii() and number.isdecimal() and len(number) < 10:
            self.survey = Survey.objects.filter(pk=int(number)).first()
        self.understood = {"survey": self.survey and self.survey.pk}
        if self.survey:
            self.qs = Lines(lines_of(surveys.results(self.survey, user)))

    @property
    def words(self):
        """The survey's title."""
        return self.survey.title if self.survey else ""


def lines_of(results):
    """Every area's whole and its themes."""
    for area in results.all:
        yield Line(area, WHOLE, area.whole)
        for question, tally in area.by_question:
            yield Line(area, question.theme, tally)
