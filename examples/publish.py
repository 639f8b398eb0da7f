"""Publishes a CloudEvent, or a batch of them (a JSON array), with Python 3 and nothing else.

WAITLIST_TOKEN=ey… python3 examples/publish.py examples/events/tickets-sold-out.json
"""

import os
import sys
import time
import urllib.error
import urllib.request

url = os.environ.get("WAITLIST_URL", "http://localhost:3000") + "/api/events"
with open(sys.argv[1], "rb") as file:
    body = file.read()
kind = "application/cloudevents-batch+json" if body.startswith(b"[") else "application/cloudevents+json"
headers = {"authorization": "Bearer " + os.environ["WAITLIST_TOKEN"], "content-type": kind}

while True:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            print(answer.read().decode())
            break
    except urllib.error.HTTPError as error:
        # Too much at once or not ready: the answer says when to come back. The same id twice is one event.
        if error.code not in (429, 503):
            sys.exit(error.read().decode())
        time.sleep(float(error.headers.get("retry-after", 1)))
