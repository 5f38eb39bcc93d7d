"""综合评价: rates from counts, counts from the database, and how long handling took; what every figure means is said with it."""
