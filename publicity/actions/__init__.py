"""What people do on this floor; one module per noun, the ledger's own at hand."""

from publicity.actions.placements import (
    change_placement,
    file_task,
    log_placement,
    put_back,
    take_down,
    void_placement,
)

__all__ = ["change_placement", "file_task", "log_placement", "put_back", "take_down", "void_placement"]
