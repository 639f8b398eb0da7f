"""SESv2 and SNS of moto on a port of loopback, with routes that tests look through and plan faults by.

GET  /_engines/messages  what was sent: {"emails": [...], "sms": [...]}, oldest first
GET  /_engines/requests  every SES and SNS call as it came in (moto itself drops text beside html, headers and tags)
POST /_engines/fail      [{"status": 429, "type": "TooManyRequestsException", "delay": 2, "times": 3}]: what the next calls
                         get. `delay` is in seconds; without a status the call is carried out, only later.
POST /_engines/reset     forgets the requests and the plan (POST /moto-api/reset clears moto)

EMAIL_FROM may send from the start; moto forgets what it was told whenever it stops.
"""

import io
import json
import os
import sys
import threading
import time
import urllib.parse

from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import run_simple
from werkzeug.test import Client

moto = DomainDispatcherApplication(create_backend_app)
requests, plan, planning = [], [], threading.Lock()


def backends(service):
    for account, regions in list(get_backend(service).items()):
        for region, backend in list(regions.items()):
            yield {"account": account, "region": region}, backend


def email(message):
    fields = ("source", "destinations", "subject", "body", "raw_data", "template", "template_data")
    values = {name: getattr(message, name) for name in fields if hasattr(message, name)}
    return {"id": message.id, **{k: v.decode("utf-8", "replace") if isinstance(v, bytes) else v for k, v in values.items()}}


def messages():
    return {
        "emails": [{**email(m), **where} for where, backend in backends("ses") for m in list(backend.sent_messages)],
        "sms": [
            {"id": key, "phoneNumber": phone, "message": text, **where}
            for where, backend in backends("sns")
            for key, (phone, text) in list(backend.sms_messages.items())
        ],
    }


def respond(start_response, value, status="200 OK", headers=(), kind="application/json"):
    body = value if isinstance(value, bytes) else json.dumps(value, default=str).encode()
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *headers])
    return [body]


def own_route(path, raw):
    if path == "/_engines/messages":
        return messages()
    if path == "/_engines/requests":
        return requests
    if path == "/_engines/reset":
        requests.clear()
        plan.clear()
        return {}
    if path == "/_engines/fail":
        with planning:
            for fault in json.loads(raw):
                plan.extend([fault] * int(fault.get("times", 1)))
        return {"planned": len(plan)}
    return None


def next_fault():
    with planning:
        return plan.pop(0) if plan else {}


def refuse(start_response, fault, body):
    kind, status = fault.get("type", "InternalFailure"), f"{fault['status']} planned"
    headers = [("x-amzn-ErrorType", kind)]
    if isinstance(body, dict) and "Action" in body:  # SNS speaks the query protocol, in XML
        error = f"<Error><Type>Sender</Type><Code>{kind}</Code><Message>planned</Message></Error>"
        return respond(start_response, f"<ErrorResponse>{error}</ErrorResponse>".encode(), status, headers, "text/xml")
    return respond(start_response, {"__type": kind, "message": "planned"}, status, headers)


def parsed(raw):
    text = raw.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return dict(urllib.parse.parse_qsl(text)) or text


def app(environ, start_response):
    path = environ.get("PATH_INFO", "")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    raw = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(raw)
    if path.startswith("/_engines/"):
        answer = own_route(path, raw)
        return respond(start_response, {} if answer is None else answer, "200 OK" if answer is not None else "404 Not Found")
    if path.startswith("/moto-api"):
        return moto(environ, start_response)

    call = {"at": time.time(), "method": environ["REQUEST_METHOD"], "path": path, "body": parsed(raw), "status": None}
    requests.append(call)
    fault = next_fault()
    time.sleep(fault.get("delay", 0))
    if "status" in fault:
        call["status"] = fault["status"]
        return refuse(start_response, fault, call["body"])

    def started(status, headers, *error):
        call["status"] = int(status.split()[0])
        return start_response(status, headers, *error)

    return moto(environ, started)


def verify(address):
    region = os.environ.get("AWS_REGION") or "us-east-1"
    credential = f"AWS4-HMAC-SHA256 Credential=local/20270101/{region}/ses/aws4_request"
    answer = Client(app).post("/v2/email/identities", json={"EmailIdentity": address}, headers={"Authorization": credential})
    if answer.status_code != 200:
        sys.exit(f"{address} cannot be verified: {answer.status} {answer.text}")
    requests.clear()


if os.environ.get("EMAIL_FROM"):
    verify(os.environ["EMAIL_FROM"])
run_simple("127.0.0.1", int(sys.argv[1]), app, threaded=True, request_handler=MotoRequestHandler)
