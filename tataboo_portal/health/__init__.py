"""运行状况: one probe per thing that can fall ill, what an office person does about it, and who is told when."""
