"""What goes wrong in delivery."""


class NotYours(Exception):
    """About a child or a group that this account has nothing to do with."""
