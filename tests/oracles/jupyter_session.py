"""Debian's jupyter_client against a kernel over real sockets: python3 jupyter_session.py CONNECTION_FILE SCENARIO...

Every scenario prints one JSON line {"scenario": ..., "ok": true} or {"scenario": ..., "ok": false, "text": traceback}. The kernel speaks the words of
FakeInterpreter.cs (print, value, display, displays N, ask, wait, fail)."""
import json
import os
import sys
import time
import traceback
from queue import Empty

import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.session import Session

FILE = sys.argv[1]
PATIENCE = 30


def connect():
    client = BlockingKernelClient(connection_file=FILE)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    return client


def until_idle(client, msg_id):
    """Every iopub message of a request, up to its idle."""
    seen = []
    while True:
        msg = client.get_iopub_msg(timeout=PATIENCE)
        if msg["parent_header"].get("msg_id") != msg_id:
            continue
        seen.append(msg)
        if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
            return seen


def reply(client, msg_id, channel="shell"):
    while True:
        msg = getattr(client, f"get_{channel}_msg")(timeout=PATIENCE)
        if msg["parent_header"].get("msg_id") == msg_id:
            return msg


def run(client, code, **options):
    msg_id = client.execute(code, **options)
    return reply(client, msg_id)["content"], until_idle(client, msg_id)


def texts(messages):
    return "".join(msg["content"]["text"] for msg in messages if msg["msg_type"] == "stream")


def raw(channel):
    """A socket and a session of our own, to send what jupyter_client would not."""
    with open(FILE) as file:
        info = json.load(file)
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.linger = 5000
    socket.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
    return socket, Session(key=info["key"].encode(), signature_scheme="hmac-sha256")


def basics():
    client = connect()
    try:
        content, messages = run(client, "print hello\nvalue 42")
        assert content["status"] == "ok", content
        assert texts(messages) == "hello\n", messages
        assert [m["content"]["data"] for m in messages if m["msg_type"] == "execute_result"] == [{"text/plain": "42"}], messages
        assert client.is_alive()
        for channel in ("shell", "control"):
            msg = client.session.msg("kernel_info_request", {})
            getattr(client, f"{channel}_channel").send(msg)
            info = reply(client, msg["header"]["msg_id"], channel)["content"]
            assert info["protocol_version"] == "5.5" and info["language_info"]["file_extension"] == ".cs", info
    finally:
        client.stop_channels()


def welcome():
    """Every new subscriber is welcomed, on the topic that it asked for; old clients see nothing odd."""
    with open(FILE) as file:
        info = json.load(file)
    session = Session(key=info["key"].encode(), signature_scheme="hmac-sha256")
    for topic in (b"", b"", b"status"):
        socket = zmq.Context.instance().socket(zmq.SUB)
        socket.linger = 0
        socket.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
        socket.subscribe(topic)
        assert socket.poll(PATIENCE * 1000), "no welcome"
        while True:
            identities, frames = session.feed_identities(socket.recv_multipart())
            msg = session.deserialize(frames)
            if msg["msg_type"] == "iopub_welcome":
                break
        assert identities == [topic] and msg["content"] == {"subscription": topic.decode()} and msg["parent_header"] == {}, msg
        socket.close()


def until_busy(client, msg_id):
    """Waits until the kernel has begun with a request: an interrupt that comes before finds nothing to interrupt."""
    while True:
        msg = client.get_iopub_msg(timeout=PATIENCE)
        if msg["parent_header"].get("msg_id") == msg_id and msg["content"].get("execution_state") == "busy":
            return


def heartbeat_while_busy():
    client = connect()
    try:
        msg_id = client.execute("wait")
        until_busy(client, msg_id)
        with open(FILE) as file:
            info = json.load(file)
        socket = zmq.Context.instance().socket(zmq.REQ)
        socket.linger = 0
        socket.connect(f"tcp://{info['ip']}:{info['hb_port']}")
        for ping in (b"ping", b"", b"x" * 100000):
            socket.send(ping)
            assert socket.poll(PATIENCE * 1000) and socket.recv() == ping
        socket.close()
        msg = client.session.msg("interrupt_request", {})
        client.control_channel.send(msg)
        assert reply(client, msg["header"]["msg_id"], "control")["content"] == {"status": "ok"}
        assert reply(client, msg_id)["content"]["status"] == "error"
    finally:
        client.stop_channels()


def two_clients():
    """Each gets its own replies, both see all outputs, and a question goes to the one whose cell asks."""
    one, two = connect(), connect()
    try:
        first, second = one.execute("print one"), two.execute("print two")
        assert reply(one, first)["content"]["status"] == reply(two, second)["content"]["status"] == "ok"
        for client in (one, two):
            found = {}
            while set(found) != {first, second}:
                msg = client.get_iopub_msg(timeout=PATIENCE)
                if msg["msg_type"] == "stream":
                    found[msg["parent_header"]["msg_id"]] = msg["content"]["text"]
            assert found == {first: "one\n", second: "two\n"}, found
        asked = two.execute("ask name", allow_stdin=True)
        question = two.get_stdin_msg(timeout=PATIENCE)
        assert question["content"] == {"prompt": "name", "password": False}, question
        assert question["parent_header"]["msg_id"] == asked
        try:
            raise AssertionError(one.get_stdin_msg(timeout=0.2))
        except Empty:
            pass
        two.input("Ada")
        assert texts(until_idle(two, asked)) == "<Ada>\n"
    finally:
        one.stop_channels()
        two.stop_channels()


def a_connection_again():
    """A server that connects again while its old connection still stands: both have the session's name, and the new one is heard, on stdin too."""
    with open(FILE) as file:
        info = json.load(file)
    session = Session(key=info["key"].encode(), signature_scheme="hmac-sha256")
    sockets = []
    for _ in range(2):
        for channel in ("shell", "control", "stdin"):
            socket = zmq.Context.instance().socket(zmq.DEALER)
            socket.linger = 0
            socket.identity = b"the-session"
            socket.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
            sockets.append(socket)
            if channel != "stdin":
                session.send(socket, "kernel_info_request", {})
                assert socket.poll(PATIENCE * 1000), f"no answer on {channel}"
                assert session.recv(socket, 0)[1]["msg_type"] == "kernel_info_reply"
    for socket in sockets:
        socket.close()


def run_all_stops_at_an_error():
    client = connect()
    try:
        # The first cell waits until all of them are sent: "run all".
        ids = [client.execute(code) for code in ["ask go", "fail here"] + ["value 2"] * 50]
        client.get_stdin_msg(timeout=PATIENCE)
        client.input("go")
        statuses = [reply(client, msg_id)["content"]["status"] for msg_id in ids]
        assert statuses == ["ok", "error"] + ["aborted"] * 50, statuses
        until_idle(client, ids[-1])
        assert run(client, "value 3")[0]["status"] == "ok"
    finally:
        client.stop_channels()


def a_thousand_cells():
    client = connect()
    try:
        ids = [client.execute(f"print {i}") for i in range(1000)]
        counts = [reply(client, msg_id)["content"]["execution_count"] for msg_id in ids]
        assert counts == list(range(counts[0], counts[0] + 1000))
        assert texts(until_idle(client, ids[-1])) == "999\n"
        history = client.history(hist_access_type="tail", n=1000)
        entries = reply(client, history)["content"]["history"]
        assert [entry[2] for entry in entries] == [f"print {i}" for i in range(1000)]
    finally:
        client.stop_channels()


def ten_thousand_displays():
    client = connect()
    try:
        msg_id = client.execute("displays 10000")
        # A client that is slow to fetch loses nothing.
        assert reply(client, msg_id)["content"]["status"] == "ok"
        shown = [m["content"]["data"]["text/plain"] for m in until_idle(client, msg_id) if m["msg_type"] == "display_data"]
        assert shown == [str(i) for i in range(10000)], len(shown)
    finally:
        client.stop_channels()


def garbage_does_no_harm():
    client = connect()
    try:
        for channel in ("shell", "control", "stdin"):
            socket, session = raw(channel)
            good = session.serialize(session.msg("execute_request", {"code": "print forged"}))
            for frames in (
                [b""], [b"nonsense"], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"", b"{}", b"{}", b"{}", b"{}"], [os.urandom(1000) for _ in range(8)],
                [b"<IDS|MSG>", b"0" * 64] + good[2:], good[:1] + [b""] + good[2:], [b"<IDS|MSG>"] + [b"\xff\xfe"] * 5,
            ):
                socket.send_multipart(frames)
            socket.close()
        socket, session = raw("shell")
        frames = session.serialize(session.msg("execute_request", {"code": "print once"}))
        for _ in range(3):
            socket.send_multipart(frames)
        assert socket.poll(PATIENCE * 1000), "the first of them is good"
        socket.recv_multipart()
        assert run(client, "value 1")[0]["status"] == "ok"
        assert not socket.poll(200), "a replay was answered"
        socket.close()
        # A stranger on the port, who speaks no ZeroMQ at all.
        import socket as plain
        with open(FILE) as file:
            info = json.load(file)
        for channel in ("shell", "iopub", "hb"):
            with plain.create_connection((info["ip"], info[f"{channel}_port"])) as stranger:
                stranger.sendall(b"GET / HTTP/1.1\r\n\r\n" + os.urandom(4096))
        assert run(client, "value 2")[0]["status"] == "ok"
        assert client.is_alive()
    finally:
        client.stop_channels()


def shutdown():
    client = connect()
    try:
        msg_id = client.shutdown(restart=False)
        assert reply(client, msg_id, "control")["content"] == {"status": "ok", "restart": False}
        while True:
            msg = client.get_iopub_msg(timeout=PATIENCE)
            if msg["msg_type"] == "shutdown_reply":
                break
    finally:
        client.stop_channels()


for name in sys.argv[2:]:
    try:
        began = time.time()
        globals()[name]()
        print(json.dumps({"scenario": name, "ok": True, "seconds": round(time.time() - began, 1)}), flush=True)
    except BaseException:
        print(json.dumps({"scenario": name, "ok": False, "text": traceback.format_exc()}), flush=True)
