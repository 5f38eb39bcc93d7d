"""Rows that are there already: the same entry in the portal or further up in the file, and how much is usual."""

from statistics import median

from tataboo_portal.entry import FEW_NEIGHBOURS, NEIGHBOURS, OUT_OF_LINE


class Twins:
    """What makes a row the same entry as another, kept as hashes; the portal's rows are fetched by the days of the file."""

    def __init__(self, sheet, scope):
        self.sheet, self.scope = sheet, scope
        self.days = set()
        self.portal, self.file = {}, {}

    def load(self, rows):
        """Fetch the portal's rows that any of these might be the same as, each day once."""
        day = self.sheet.twin_day
        if self.sheet.twin:
            self.load_days({made[day] if day else None for made in rows})

    def load_days(self, days):
        """Fetch the portal's rows of these days that were not fetched yet."""
        day, new = self.sheet.twin_day, days - self.days
        if not new:
            return
        self.days |= new
        found = self.sheet.twins()
        if day:
            found = found.filter(**{f"{day}__in": new})
        if self.scope.own_unit is not None and "unit_id" in self.sheet.twin:
            found = found.filter(unit=self.scope.own_unit)
        for pk, *facts in found.order_by().values_list("pk", *self.sheet.twin).iterator():
            self.portal.setdefault(hash(tuple(facts)), pk)

    def meet(self, row_number, made):
        """Words for the row this one is the same as, or nothing; the next one like it will be told of this row."""
        facts = self.sheet.twin_of(made)
        if facts is None:
            return ""
        mark = hash(facts)
        if mark in self.portal:
            return f"平台里的第 {self.portal[mark]} 条"
        if mark in self.file:
            return f"第 {self.file[mark]} 行"
        self.file[mark] = row_number
        return ""


class Usual:
    """How much a unit usually writes of one kind at once; few earlier rows judge nothing."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.most = {}

    def is_exceeded(self, made):
        """Whether the row's quantity is more than ten times the median of the recent ones."""
        subject = self.sheet.subject
        if not subject:
            return False
        facts = (made["unit_id"], made[subject])
        if facts not in self.most:
            self.most[facts] = self._most(subject, facts)
        return made["quantity"] > self.most[facts]

    def _most(self, subject, facts):
        rows = self.sheet.live_rows().filter(unit_id=facts[0], **{subject: facts[1]})
        recent = list(rows.order_by("-id").values_list("quantity", flat=True)[:NEIGHBOURS])
        return OUT_OF_LINE * median(recent) if len(recent) >= FEW_NEIGHBOURS else float("inf")
