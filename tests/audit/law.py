"""Which functions of the modules of actions are no acts of their own, and which acts are told in more than one event."""

# Called by other acts, which leave the event; each writes only together with them.
PARTS = dict.fromkeys(
    (
        "campaigns.actions.drives.add_record",
        "campaigns.actions.drives.set_helpers",
        "campaigns.actions.figures.saved",
        "campaigns.actions.goals.saved",
        "campaigns.actions.kept.changed",
        "inspections.actions.checks.file",
        "inspections.actions.checks.file_from",
        "inspections.actions.closing.end_stages",
        "inspections.actions.closing.post_work",
        "inspections.actions.closing.refuse_own_work",
        "inspections.actions.dispatching.refuse_strangers",
        "publicity.actions.gatherings.set_units",
        "reports.actions.decisions.write",
        "reports.actions.schemes.moved",
        "tataboo_portal.import_actions.check_mapping",
        "tataboo_portal.import_actions.begin_check",
    ),
    "part of another act",
)
# No fact of the portal changes: what somebody prepares for themselves, and what a worker is asked to do.
SILENT = {
    "reports.actions.ask_for_refresh": "totals are counted again, from the same facts",
    "tataboo_portal.import_actions.keep": "a file laid ready; confirming it is the act",
    "tataboo_portal.import_actions.choose_columns": "the file's columns; confirming is the act",
    "tataboo_portal.import_actions.mend": "the file's cells; confirming is the act",
    "tataboo_portal.import_actions.resume": "a lost worker's job is begun again",
    "tataboo_portal.account_actions.begin_second_step": "a secret that opens nothing until a code confirms it",
}
# Several records change, each with its own event: {act: how many in the case told here}.
SEVERAL = {
    "campaigns.actions.drives.log_drive": 3,  # the event itself, its result, and itself as one 次
    "campaigns.actions.drives.change_drive": 2,
    "campaigns.actions.drives.void_drive": 3,
    # A row and the task it becomes; an issue of a board and what it counts as.
    "inspections.actions.checks.file_station": 2,
    "inspections.actions.checks.file_long_case": 2,
    "inspections.actions.public.accept_report": 2,
    "inspections.actions.public.decide_reopening": 2,
    "publicity.actions.boards.add_issue": 2,
    "publicity.actions.boards.change_issue": 2,
    "publicity.actions.boards.void_issue": 2,
    "publicity.actions.placements.file_task": 2,
    "publicity.actions.smoking.file_task": 2,
    "reports.actions.decisions.make_task": 3,  # filed, given to the unit, kept on the decision
}
# What is written beside an act and holds no fact of its own: totals counted again from the same facts, how far a batch is.
BESIDE = {"reports_rolluprun", "reports_rollup", "tataboo_portal_changedday", "tataboo_portal_importbatch"}
# Each time is an act of its own: a look, a copy taken along, a new password.
REPEATS = {
    "tataboo_portal.actions.see_plain",
    "tataboo_portal.actions.take_out",
    "tataboo_portal.actions.take_out_of_admin",
    "tataboo_portal.actions.send_sample",
    "tataboo_portal.actions.change_password",
    "tataboo_portal.account_actions.give_first_password",
    "tataboo_portal.account_actions.renew_recovery_codes",
    "inspections.actions.public.see_phone",
    "inspections.actions.places.import_places",  # the plan leaves out what is there; the database refuses it twice
    "reports.actions.take_pairs_along",
    "reports.actions.take_annexes_along",
    "reports.actions.bulletins.take_along",
    "reports.actions.bulletins.rebuild",
    "reports.actions.assessment.compute",
    "reports.actions.assessment.compute_trial",
}
