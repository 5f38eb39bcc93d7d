"""搜索: one box over everything this person may know of."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.search import finding, indexing
from reports.search.catalogue import nouns
from reports.search.letters import LONGEST


@require_GET
def search(request):
    """What the words are found in: exact numbers, names, and the newest records; of one kind where that is asked."""
    asked = "".join(letter for letter in request.GET.get("q", "")[:LONGEST] if letter.isprintable()).strip()
    kind = nouns().get(request.GET.get("kind", ""))
    if asked:
        indexing.catch_up()
    found = finding.find(request.user, asked, noun=kind, params=request.GET)
    context = {"asked": asked, "kind": kind, "kinds": nouns().values(), "found": found}
    return render(request, "search/search.html", context)
