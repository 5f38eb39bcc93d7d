"""统计与例会: the roof, which reads every room."""
