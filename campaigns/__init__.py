"""创建活动与整治台账: campaigns, indicators and the work ledger."""
