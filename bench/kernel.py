#!/usr/bin/python3
"""`./workbench bench kernel`: drives Jupyter kernels through the same client, in turns. Prints one JSON document.

    kernel.py KERNELS STARTS CELLS     KERNELS: a JSON file, {name: {"argv": [...], "env": {...}}}; all speak C#, and ipykernel is measured beside them
"""
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import ipykernel
import jupyter_client
from jupyter_client.connect import write_connection_file

# What the languages are asked: a trivial cell, a collection of garbage, a completion with the name that must be among the matches.
CSHARP = {"trivial": "1 + 1", "collect": "GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect();", "complete": ("Console.WriteL", "WriteLine")}
PYTHON = {"trivial": "1 + 1", "collect": "import gc; gc.collect()", "complete": ("import os; os.getc", "getcwd")}
PATIENCE = 120
SETTLE = 1.0  # "ready a moment"


class Kernel:
    """A kernel's process with a client that is connected as soon as it listens."""

    def __init__(self, argv, env, words):
        self.words = words
        self.folder = tempfile.mkdtemp(prefix="workbench-bench-kernel-")
        file, info = write_connection_file(os.path.join(self.folder, "connection.json"))
        self.log = open(os.path.join(self.folder, "log"), "wb")
        start = time.perf_counter()
        self.process = subprocess.Popen(
            [word.replace("{connection_file}", file) for word in argv], env={**os.environ, **env}, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True, cwd=self.folder)
        try:
            # ZeroMQ tries a refused connection again after 100 ms only: the client comes when somebody listens.
            for port in ("shell_port", "iopub_port"):
                self.await_port(info[port])
            self.client = jupyter_client.BlockingKernelClient()
            # Not from the file: ipykernel writes it anew while it starts.
            self.client.load_connection_info(info)
            self.client.start_channels(stdin=False, hb=False)
            self.reply(self.client.kernel_info(), "kernel_info_reply")
            self.ready = time.perf_counter() - start
        except BaseException:
            self.stop()
            raise

    def await_port(self, port):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"the kernel ended before it was ready: {self.said()}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.002)
        raise SystemExit(f"the kernel did not listen within {PATIENCE} s: {self.said()}")

    def said(self):
        self.log.flush()
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
            return log.read()[-2000:].strip() or "it said nothing"

    def reply(self, request, kind):
        while True:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == kind:
                return message["content"]

    def run(self, code):
        """Seconds until the cell has its reply and the kernel says that it is idle again."""
        start = time.perf_counter()
        request = self.client.execute(code)
        content = self.reply(request, "execute_reply")
        if content["status"] != "ok":
            raise SystemExit(f"{code!r} failed: {content.get('evalue')}")
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request and message["content"].get("execution_state") == "idle":
                return time.perf_counter() - start

    def complete(self):
        code, expected = self.words["complete"]
        start = time.perf_counter()
        content = self.reply(self.client.complete(code, len(code)), "complete_reply")
        seconds = time.perf_counter() - start
        # Some kernels write an argument list behind a method.
        if not any(match.split("(")[0].endswith(expected) for match in content["matches"]):
            raise SystemExit(f"{code!r} was completed without {expected}: {content['matches'][:5]}")
        return seconds

    def private_bytes(self):
        """Memory that is this process' own, of the kernel and of what it has started."""
        self.run(self.words["collect"])
        total = 0
        for status in self.statuses():
            total += sum(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon:"))
        return total

    def statuses(self):
        group = os.getpgid(self.process.pid)
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.getpgid(int(pid)) == group:
                    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
                        yield status.readlines()
            except (ProcessLookupError, FileNotFoundError):
                pass

    def stop(self):
        if hasattr(self, "client"):
            self.client.shutdown()
        try:
            self.process.wait(timeout=10 if hasattr(self, "client") else 0)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if hasattr(self, "client"):
            self.client.stop_channels()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def measure(argv, env, words, cells):
    kernel = Kernel(argv, env, words)
    try:
        found = {"ready": kernel.ready, "first_cell": kernel.run(words["trivial"])}
        time.sleep(SETTLE)
        found["first_completion"] = kernel.complete()
        found["completion"] = statistics.median(kernel.complete() for _ in range(10))
        found["warm_cell"] = statistics.median(kernel.run(words["trivial"]) for _ in range(20))
        found["private_bytes"] = kernel.private_bytes()
        if cells:
            # The first cells still compile better code and fill caches; growth is what goes on after them.
            for _ in range(cells // 4):
                kernel.run(words["trivial"])
            before = kernel.private_bytes()
            for _ in range(cells):
                kernel.run(words["trivial"])
            found["bytes_per_cell"] = (kernel.private_bytes() - before) / cells
        return found
    finally:
        kernel.stop()


def main(kernels, starts, cells):
    with open(kernels, encoding="utf-8") as file:
        sides = {name: (kernel["argv"], kernel.get("env", {}), CSHARP) for name, kernel in json.load(file).items()}
    sides[f"ipykernel {ipykernel.__version__}"] = ([sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], {}, PYTHON)
    runs = {side: [] for side in sides}
    for start in range(starts):
        # In turns: what else the machine does meets all. A thousand cells are run once.
        for side, (argv, env, words) in sides.items():
            runs[side].append(measure(argv, env, words, cells if start == 0 else 0))
    medians = {side: {key: statistics.median(run[key] for run in found if key in run) for key in found[0]} for side, found in runs.items()}
    return {"starts": starts, "cells": cells, "jupyter_client": jupyter_client.__version__, "medians": medians, "runs": runs}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
