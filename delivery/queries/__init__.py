"""Questions about delivery."""
