"""Questions about conversations: who may be in one, what stands in one, and which there are."""
