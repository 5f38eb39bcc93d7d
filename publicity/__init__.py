"""宣传与文明: what was put up, and where."""
