"""Produces the records on stdin, one JSON a line: {"key", "value", "headers"}. produce.py BROKERS TOPIC"""

import json
import sys

from confluent_kafka import Producer

brokers, topic = sys.argv[1:]
refused = []


def delivered(error, _message):
    if error is not None:
        refused.append(error)


producer = Producer({"bootstrap.servers": brokers, "compression.type": "zstd", "message.timeout.ms": 30_000})
for line in sys.stdin:
    record = json.loads(line)
    producer.produce(topic, record["value"], record["key"], headers=record.get("headers"), on_delivery=delivered)
    producer.poll(0)
producer.flush()
if refused:
    sys.exit(f"{len(refused)} records were not taken: {refused[0]}")
