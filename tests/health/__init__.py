"""运行状况: each probe turns red for a real reason and green again; who is told, when."""
