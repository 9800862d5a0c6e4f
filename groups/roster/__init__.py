"""Reading what the pupil administration exports, and planning what it would change.

Pure code: bytes in, frozen dataclasses out. No request, no clock; only `current` asks the database.
"""
