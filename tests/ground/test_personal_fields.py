"""Every field that can hold words is classified, and the document says what the tables say."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests import personal_fields


def test_every_field_is_personal_or_not_and_the_document_has_the_list():
    assert list(personal_fields.complaints()) == []


@isolate_apps("tataboo_portal")
def test_a_new_field_without_a_class_and_one_that_is_gone_are_complained_of():
    class Unit(models.Model):
        secret_words = models.CharField(max_length=9)

        class Meta:
            app_label = "tataboo_portal"

        def __str__(self):
            return self.secret_words

    told = list(personal_fields.complaints([Unit]))
    assert "tataboo_portal.Unit.secret_words: personal or not?" in "\n".join(told)
    assert "tataboo_portal.Unit.name: stands in the tables of personal data and is no such field" in told


def test_what_may_be_forgotten_is_no_part_of_the_trail():
    """What is kept only until somebody asks is never written where nothing is deleted."""
    for label, fields in personal_fields.PERSONAL.items():
        forgettable = {name for name, entry in fields.items() if entry.kept.startswith("until asked for")}
        model = apps.get_model(label)
        assert forgettable <= set(getattr(model, "never_in_trail", ())), label
