"""Papers as Word after GB/T 9704-2012: the layout, what 通报 add to it, the weekly report, and pairs of photos."""
