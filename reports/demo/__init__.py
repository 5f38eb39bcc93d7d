"""The demo: sample people, places, records, tasks and pictures, all marked 示例."""
