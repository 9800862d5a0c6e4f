"""Event streams: a process of its own, `python -m portal.live`, and the page that hands out its tickets."""
