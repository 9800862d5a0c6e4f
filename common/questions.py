"""Questions that are asked at every request: building a large query costs more than its answer."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import local
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def built_once(build: Callable[P, T]) -> Callable[P, T]:
    """Keep the last queryset that `build` gave, for each thread its own; a day in the arguments makes a new one.

    Only for a beginning that is always filtered further and never evaluated itself. Compiling a query counts in the
    subqueries its copies share, and two threads that count at once could lose a table of it.
    """
    kept = local()

    @wraps(build)
    def once(*args: P.args, **kwargs: P.kwargs) -> T:
        if not hasattr(kept, "build"):
            kept.build = lru_cache(maxsize=1)(build)
        found: T = kept.build(*args, **kwargs)
        return found

    return once
