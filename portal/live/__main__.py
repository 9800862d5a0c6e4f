"""`python -m portal.live --bind 127.0.0.1:8001`: the process of the event streams."""

import argparse
import asyncio
import logging
import os
import resource
import socket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import uvicorn  # noqa: E402
from django.conf import settings  # noqa: E402

from portal import env  # noqa: E402
from portal.live.asgi import Application  # noqa: E402
from portal.live.hub import MOST_STREAMS, Hub  # noqa: E402

SPARE = 100


class Server(uvicorn.Server):
    """Ends the streams first; without that it would wait for them to end by themselves."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for stream in self.hub.everyone():
            stream.end("end")
        await super().shutdown(sockets)


def config_of(application: Application, bind: str) -> uvicorn.Config:
    host, _, port = bind.rpartition(":")
    return uvicorn.Config(
        application,
        host=host,
        port=int(port),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        # The ticket is in the address.
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_STREAMS + SPARE,
        timeout_graceful_shutdown=3,
    )


async def serve(bind: str) -> None:
    """Listen and answer until somebody stops it; should listening fail, the whole process ends."""
    hub = Hub()
    server = Server(config_of(Application(hub, settings.KRING_URL), bind), hub)
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(hub.listen())
        await server.serve()
        listening.cancel()


def raise_file_limit() -> None:
    """A stream is an open file; many systems allow 1024 of them until one asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_STREAMS + 2 * SPARE
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m portal.live", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1:8001", help="host:port (default: %(default)s)")
    arguments = parser.parse_args()
    logging.basicConfig(
        level=env.text("LOG_LEVEL", "WARNING"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    raise_file_limit()
    asyncio.run(serve(arguments.bind))


if __name__ == "__main__":
    main()
