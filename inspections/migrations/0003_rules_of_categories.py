"""Carry the limits of the categories over to case rules, and give open tasks the rule and limit they run under."""

from django.db import migrations


def carry_over(apps, schema_editor):
    """One rule per category with the limit the office had; tasks get their category's."""
    category_rows = apps.get_model("inspections", "TaskCategory").objects.all()
    rules = apps.get_model("inspections", "CaseRule").objects
    tasks = apps.get_model("inspections", "RemediationTask").objects
    for category in category_rows:
        rule = rules.create(
            category=category,
            condition=category.name,
            closing_condition=category.closing_condition,
            limit_value=max(category.limit_workdays, 1),
            limit_kind="work_day",
            position=1,
        )
        dispatched = tasks.filter(category=category, dispatched_at__isnull=False)
        dispatched.update(rule=rule, limit_value=rule.limit_value, limit_kind=rule.limit_kind)
    for task in tasks.filter(due_at__isnull=False).only("due_at").iterator():
        tasks.filter(pk=task.pk).update(first_due_at=task.due_at)


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_cases_in_full")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True)]
