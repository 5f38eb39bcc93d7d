"""What an upgrade may not lose, held against what there was by plain SQL: every row, every column, every value."""

# {table: why its rows may be others afterwards}
OTHERWISE = {}
# {(table, column): why its values may be others}
CHANGED = {
    ("campaigns_indicator", "ledger"): "trainings and meetings, once only figures, got ledgers of their own",
}
# Tables that are gone, and why.
GONE = {}
OF_RULES = "limits differ by the size of a case: a category has rules of its own"
# {(table, column): (why it is gone, the table and column where its values went, and what names the old row there)}
GONE_COLUMNS = {
    ("inspections_taskcategory", "closing_condition"): (
        *(OF_RULES, "inspections_caserule", "closing_condition", "category_id"),
    ),
    ("inspections_taskcategory", "limit_workdays"): (OF_RULES, "inspections_caserule", "limit_value", "category_id"),
}
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def rows(connection, kind):
    """{table: {key: {column: value}}} as the database tells them, without any code of the portal."""
    cursor = connection.cursor()
    cursor.execute(TABLES[kind])
    tables = [name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")]
    return {table: _rows_of(cursor, table) for table in tables}


def _rows_of(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    columns = [column[0] for column in cursor.description]
    found = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {row.get("id", row.get("session_key", number)): row for number, row in enumerate(found)}


def differences(before, after):
    """What is not as it was, in words: a row, a column or a value of the older version that the newer has not."""
    for table in before.keys() - GONE.keys() - OTHERWISE.keys():
        if table not in after:
            yield f"{table} is gone"
            continue
        if lost := before[table].keys() - after[table].keys():
            yield f"{table}: {len(lost)} rows are gone"
        yield from _gone_columns(table, before[table], after)
        for key, row in before[table].items():
            found = after[table].get(key, row)
            for column in row.keys() & found.keys():
                if found[column] != row[column] and (table, column) not in CHANGED:
                    yield f"{table} {key} {column}: {row[column]!r} became {found[column]!r}"


def _gone_columns(table, before, after):
    """Every column that is gone, unless it is known why and each of its values stands where they went."""
    there = before.keys() & after[table].keys()
    for column in sorted({column for key in there for column in before[key].keys() - after[table][key].keys()}):
        if (table, column) not in GONE_COLUMNS:
            yield f"{table}.{column} is gone"
            continue
        _, other, new, link = GONE_COLUMNS[table, column]
        kept = {(row[link], row[new]) for row in after[other].values()}
        lost = [key for key in there if (key, before[key][column]) not in kept]
        yield from (f"{table} {key} {column}: not in {other}.{new}" for key in sorted(lost))
