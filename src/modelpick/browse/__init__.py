"""What the browsing commands show: records looked up, filtered and joined, before anything is rendered."""
