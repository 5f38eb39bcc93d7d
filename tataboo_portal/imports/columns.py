"""The columns of one reading: where each stands, how its cells are read, what was replaced, fixed or filled from merged cells."""

from tataboo_portal.imports.cells import Bad, is_blank, number, raw
from tataboo_portal.imports.files import Unread
from tataboo_portal.sheets import NUMBER

MOST_MERGED = 200_000
MOST_CELL = 200
MOST_MEMORY = 20_000


class Place:
    """One column of the ledger in this file."""

    def __init__(self, at, column, scope, replaced, is_needed):
        self.at, self.column, self.replaced, self.is_needed = at, column, replaced, is_needed
        self.name, self.heading = column.name, column.column_name
        self.reads = column.widget.reader(scope, column.column_name)
        self.memory = {} if column.widget.is_memorable else None

    def read(self, cell):
        """The value of a cell, blank ones included; raises Bad."""
        kind = cell.__class__
        if cell is None or (kind is str and (not cell or cell.isspace())):
            if self.is_needed:
                raise Bad(f"{self.heading}空着，填一下。", column=self.heading)
            return self.column.widget.blank
        if kind is Unread:
            raise Bad(f"{self.heading}{cell.sentence}。", column=self.heading)
        try:
            return self.reads(cell)
        except Bad as bad:
            bad.column = self.heading
            raise

    def first_read(self, cell):
        """What equal cells will be from now on: their value, or the Bad that says what is wrong with them."""
        try:
            found = self.read(cell)
        except Bad as bad:
            found = bad.with_traceback(None)
        if len(self.memory) < MOST_MEMORY:
            self.memory[cell.__class__, cell] = found
        return found


class Plan:
    """How one table's rows become values, by the batch's mapping."""

    def __init__(self, sheet, scope, batch, table):
        self.sheet = sheet
        by_heading = {column.column_name: column for column in sheet.read_columns()}
        needed = set(sheet.needed(scope))
        self.places = [
            Place(int(at), by_heading[heading], scope, batch.replacements.get(heading, {}), heading in needed)
            for at, heading in sorted(batch.mapping.items(), key=lambda pair: int(pair[0]))
            if heading in by_heading
        ]
        self.fixes = {int(row): cells for row, cells in batch.fixes.items()}
        self.sums = [place for place in self.places if place.heading in sheet.summed]
        self.merged = self._merged(table, batch.header_row or 0)
        self.was_filled = False
        self.changes_cells = bool(self.merged or self.fixes or any(place.replaced for place in self.places))
        self.steps = [(place.at, place.name, place.memory, place) for place in self.places]

    def _merged(self, table, header_row):
        """{column: [(first row, last row)]} of cells that stand for several rows; numbers that are summed are never repeated."""
        never = {place.at for place in self.sums}
        found, cells = {}, 0
        for first_row, first, last_row, last in table.merged:
            cells += (last_row - first_row + 1) * (last - first + 1)
            if last_row > first_row >= header_row and cells < MOST_MERGED:
                for at in range(first, last + 1):
                    if at not in never:
                        found.setdefault(at, {}).update(
                            dict.fromkeys(range(first_row + 2, last_row + 2), (first_row + 1, first))
                        )
        self.sources = {source for rows in found.values() for source in rows.values()}
        self.held = {}
        return found

    def filled(self, row_number, cells):
        """The cells with merged ones filled, and with what people fixed or replaced."""
        if not self.changes_cells:
            return cells
        if self.merged:
            cells = self._from_merged(row_number, cells)
        fixed = self.fixes.get(row_number)
        for place in self.places:
            if fixed and place.heading in fixed:
                cells = put(cells, place.at, fixed[place.heading])
            elif place.replaced and place.at < len(cells):
                words = place.replaced.get(raw(cells[place.at]))
                if words is not None:
                    cells = put(cells, place.at, words)
        return cells

    def _from_merged(self, row_number, cells):
        for at, rows in self.merged.items():
            if (row_number, at) in self.sources and at < len(cells):
                self.held[row_number, at] = cells[at]
            source = rows.get(row_number)
            if source and (at >= len(cells) or is_blank(cells[at])) and source in self.held:
                cells = put(cells, at, self.held[source])
                self.was_filled = True
        return cells

    def is_blank(self, cells):
        """Whether no column of the ledger holds anything in this row; a row's own number alone is nothing."""
        width = len(cells)
        for place in self.places:
            if place.at < width:
                cell = cells[place.at]
                if cell.__class__ is str:
                    if cell and cell.strip():
                        return False
                elif cell is not None:
                    return False
        return True

    def read(self, row_number, cells):
        """{name of the column: value} of a row; raises Bad with its column."""
        values, width = {}, len(cells)
        for at, name, memory, place in self.steps:
            cell = cells[at] if at < width else ""
            if memory is None:
                values[name] = place.read(cell)
                continue
            found = memory.get((cell.__class__, cell), place)  # equal cells are read once
            if found is place:
                found = place.first_read(cell)
            if found.__class__ is Bad:
                raise found.with_traceback(None)
            values[name] = found
        return values

    def summed(self, values):
        """[(heading, number)] of the columns that add up."""
        found = []
        for place in self.sums:
            value = values.get(place.name)
            if value:
                found.append((place.heading, value[0] if value.__class__ is tuple else value))
        return found

    def numbers(self, cells):
        """{heading: number} of a row of sums, as far as its cells are numbers."""
        found = {}
        for place in self.sums:
            cell = cells[place.at] if place.at < len(cells) else ""
            if is_blank(cell) or cell.__class__ is Unread:
                continue
            try:
                value = number(cell, place.heading)[0]
            except Bad:
                continue
            found[place.heading] = int(value) if value == value.to_integral_value() else float(value)
        return found

    def differences(self, row, values):
        """What differs between a row of the portal and the values read, in words."""
        found = []
        for place in self.places:
            if place.heading == NUMBER:
                continue
            widget = place.column.widget
            old, new = widget.render(place.column.get_value(row)), widget.render(values[place.name])
            if old != new:
                found.append(f"{place.heading} {old or '空'} → {new or '空'}")
        return found

    def shown(self, row_number, cells):
        """{heading: words} of a row, to be shown and edited."""
        width = len(cells)
        return {place.heading: raw(cells[place.at])[:MOST_CELL] if place.at < width else "" for place in self.places}

    def notes(self):
        """What was done to the table's cells."""
        return ["合并的格子按上面那一格填满了。"] if self.was_filled else []


def put(cells, at, value):
    """The cells with one of them changed; the file's own row stays as it is."""
    changed = [*cells, *[""] * (at + 1 - len(cells))]
    changed[at] = value
    return changed
