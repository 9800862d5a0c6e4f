"""Who may see how delivery went, and who may print or repair.

The promise: numbers are for who handles the group and for the writer; the families behind them are for the office and
the director alone.
"""

from groups.permissions import groups_with_any, may
from people.models import User
from posts.models import Post


def may_see_reach(user: User, post: Post) -> bool:
    return post.author_id == user.pk or may(user, "manage", post.group)


def may_print_letters(user: User, post: Post) -> bool:
    """For who keeps the roster or leads the school, of a post that is theirs to read."""
    return groups_with_any(user, "register", "direct").filter(pk=post.group_id).exists()
