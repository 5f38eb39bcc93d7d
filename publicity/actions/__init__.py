"""What people do on this floor; one module per noun, the ledger's own at hand."""

from publicity.actions.placements import change_placement, log_placement, void_placement

__all__ = ["change_placement", "log_placement", "void_placement"]
