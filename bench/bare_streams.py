"""The yardstick of part "live": the same server, with lines that are open and say nothing."""

import sys
from typing import Any

import uvicorn


async def application(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"event: ring\ndata: *\n\n", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        continue


if __name__ == "__main__":
    port = int(sys.argv[-1].rpartition(":")[2])
    uvicorn.run(application, port=port, http="h11", ws="none", lifespan="off", log_level="warning")
