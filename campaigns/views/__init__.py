"""Pages of 创建活动, by concern."""
