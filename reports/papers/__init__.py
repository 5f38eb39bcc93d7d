"""Papers as Word after GB/T 9704-2012: the layout, what 通报 add to it, each kind of paper; and the report's annexes as a workbook."""
