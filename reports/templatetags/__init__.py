"""Tags with which pages of lower floors show what the roof knows of their rows."""
