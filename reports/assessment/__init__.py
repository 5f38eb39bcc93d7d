"""考核评比: schemes as data, points from facts alone, every point lost with its evidence; units only, never persons."""
