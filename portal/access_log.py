"""The requests that gunicorn writes down in the container."""

from typing import Any

from gunicorn.glogging import Logger

from portal.logs import masked


class AccessLogger(Logger):
    """Without the signed part of a link, in the address and in the page it was asked from."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) if isinstance(value, str) else value for name, value in found.items()}
