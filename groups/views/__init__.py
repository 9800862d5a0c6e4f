"""The pages of groups: fetch what you may see, ask whether you may, call one action."""
