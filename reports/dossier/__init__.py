"""迎检资料: which rows prove a clause, how far its proof goes, and the parcel that leaves for an inspection."""
