"""Makes the mongod on a port of loopback a replica set of one node, over the wire, as there is no mongo shell here.

replica-set.py PORT NAME: returns once it is the primary, also for a folder that was used on another port before.
"""

import socket
import struct
import sys
import time

PORT, NAME = int(sys.argv[1]), sys.argv[2]
PATIENCE_S = 30
OP_MSG = 2013


def bson(document):
    """A BSON document of (key, value) pairs; a list is an array, a tuple of pairs a document."""
    out = b""
    for key, value in document:
        name = key.encode() + b"\0"
        if isinstance(value, bool):
            out += b"\x08" + name + bytes([value])
        elif isinstance(value, int):
            out += b"\x10" + name + struct.pack("<i", value)
        elif isinstance(value, str):
            text = value.encode() + b"\0"
            out += b"\x02" + name + struct.pack("<i", len(text)) + text
        elif isinstance(value, list):
            out += b"\x04" + name + bson([(str(i), item) for i, item in enumerate(value)])
        else:
            out += b"\x03" + name + bson(value)
    return struct.pack("<i", len(out) + 5) + out + b"\0"


def command(*pairs):
    """Runs an admin command; the answer stays BSON, as all we look for in it is a field or two."""
    body = struct.pack("<I", 0) + b"\0" + bson((*pairs, ("$db", "admin")))
    with socket.create_connection(("127.0.0.1", PORT), 10) as connection:
        connection.sendall(struct.pack("<iiii", len(body) + 16, 1, 0, OP_MSG) + body)
        with connection.makefile("rb") as answer:
            head = answer.read(4)
            return answer.read(struct.unpack("<i", head)[0] - 4)


def is_primary():
    return b"\x08isWritablePrimary\0\x01" in command(("hello", 1))


def fail_on_error(what, answer):
    if b"errmsg" in answer:
        sys.exit(f"{what} failed: {answer!r}")


def initiate():
    me = f"127.0.0.1:{PORT}"
    config = (("_id", NAME), ("version", 1), ("members", [(("_id", 0), ("host", me))]))
    answer = command(("replSetInitiate", config))
    if b"AlreadyInitialized" not in answer:
        fail_on_error("replSetInitiate", answer)
    elif me.encode() + b"\0" not in command(("replSetGetConfig", 1)):
        fail_on_error("replSetReconfig", command(("replSetReconfig", config), ("force", True)))


end = time.monotonic() + PATIENCE_S
if not is_primary():
    initiate()
while not is_primary():
    if time.monotonic() > end:
        sys.exit(f"no primary after {PATIENCE_S} s")
    time.sleep(0.05)
