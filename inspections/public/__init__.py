"""随手拍: how much is taken in, how it is drawn, what its reporter reads of it, and when it is forgotten."""
