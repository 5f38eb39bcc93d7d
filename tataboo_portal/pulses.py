"""脉搏: what goes on by itself writes down that it did; the walks over files keep what they found until the next one has ended."""

from django.utils import timezone

from tataboo_portal.models import Pulse

MOST_NAMED = 50


def beat(name, **facts):
    """Write down that this went on just now, with what it found."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now(), "facts": facts})


def last(name):
    """(when it last did, what it found then); (None, {}) before the first time."""
    pulse = Pulse.objects.filter(name=name).first()
    return (pulse.at, pulse.facts) if pulse else (None, {})


def begin_walk(name):
    """A walk begins: what it finds stands beside what the last whole one found."""
    pulse = Pulse.objects.get_or_create(name=name)[0]
    pulse.facts["walking"] = []
    pulse.save()


def found_on_walk(name, keys):
    """Add what a walk found; a batch that is walked twice is told once."""
    pulse = Pulse.objects.get_or_create(name=name)[0]
    pulse.facts["walking"] = sorted({*pulse.facts.get("walking", ()), *keys})[:MOST_NAMED]
    pulse.save()


def note_away(name):
    """The walk could not begin or go on: what it walks over is not there at all."""
    pulse = Pulse.objects.get_or_create(name=name)[0]
    pulse.facts["away"] = timezone.now().isoformat()
    pulse.save()


def end_walk(name):
    """The walk is over: what it found is what is known from now on."""
    pulse = Pulse.objects.get_or_create(name=name)[0]
    pulse.at, pulse.facts = timezone.now(), {"damaged": pulse.facts.get("walking", [])}
    pulse.save()
