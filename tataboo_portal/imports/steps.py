"""Where a batch stands: the address of its present step."""

from django.urls import reverse

from tataboo_portal.enums import ImportState

STEPS = {
    ImportState.UPLOADED: "import_columns",
    ImportState.CHECKING: "import_check",
    ImportState.CHECKED: "import_check",
    ImportState.REFUSED: "import_check",
    ImportState.IMPORTING: "import_check",
    ImportState.DONE: "import_done",
    ImportState.UNDONE: "import_done",
}


def step_url(batch):
    """The address where a batch stands now."""
    name = STEPS.get(batch.state)
    return reverse(name, args=[batch.pk]) if name else reverse("import_list")
