"""A worker behind the broker: takes a message, handles it, confirms it, acknowledges it.

``middleware`` runs this module as a program. All that it knows of the others is
the broker; its stdin and stdout are for the demo to say "go" and to see it start.
"""

import json
import os
import sys
import threading
from queue import Empty
from typing import Any

from hello.demos.processes.remedies.broker import HALF_WRITTEN, Broker, connected, faults, mailbox
from hello.demos.processes.remedies.child import end_by_itself, say
from hello.demos.processes.remedies.workload import price

LOOK_UP = 0.05
"""Seconds after which a worker without a message looks whether it shall end."""


def serve(connection: Any, broker: Broker, order: dict[str, Any], ended: threading.Event) -> None:
    """Handle messages until *ended*; where the *order* says so, hold on to the first."""
    requests = mailbox(connection, broker.requests, no_ack=not order["acknowledge"])
    confirmations = mailbox(connection, broker.confirmations)
    # One message at a time: what is fetched ahead would die with the worker.
    requests.consumer.qos(prefetch_count=1)
    while not ended.is_set():
        try:
            message = requests.get(timeout=LOOK_UP)
        except (Empty, HALF_WRITTEN):
            continue
        request = message.payload
        if order["hold"]:
            say(holds=request["id"])
            ended.wait()
            return
        confirmations.put(
            {
                "id": request["id"],
                "price": price(request["item"], order["steps"]),
                "worker": os.getpid(),
                "redelivered": bool(message.delivery_info.get("redelivered")),
            }
        )
        if order["acknowledge"]:
            message.ack()


def main() -> None:
    """Connect, wait for a line on stdin, and serve until stdin ends."""
    end_by_itself()
    order = json.loads(sys.stdin.readline())
    broker = Broker(order["url"], order["options"], order["run"])
    go, ended = threading.Event(), threading.Event()

    def listen() -> None:
        for _ in sys.stdin:
            go.set()
        ended.set()
        go.set()

    threading.Thread(target=listen, daemon=True).start()
    with connected(broker) as connection:
        try:
            connection.ensure_connection(max_retries=1, interval_start=0)
            say(ready=os.getpid())
            go.wait()
            serve(connection, broker, order, ended)
        except faults(connection) as error:
            say(error=f"{type(error).__name__} from the broker")
            ended.wait()


if __name__ == "__main__":
    main()
