"""Pages of 排查整改, by concern."""
