"""排查整改: problems and their rectification."""
