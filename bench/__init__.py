"""Measurements: `make bench`, or `python -m bench feed` for one part. Never part of the tests."""
