"""What the peers of the benches share: a process that answers one JSON line for each JSON line that it reads, and how it measures."""
import ctypes
import gc
import json
import os
import statistics
import sys
import time

import torch


def median_seconds(body, least=0.4, fewest=3, most=100):
    """The median of enough repetitions, after a warm-up."""
    body()
    times = []
    while len(times) < fewest or (sum(times) < least and len(times) < most):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _status(key):
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(key + ":"))


def added_bytes(body):
    """By how much the process' largest resident memory rises above what it holds before, everything freed having been given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with open("/proc/self/clear_refs", "w", encoding="ascii") as peak:
        peak.write("5")
    before = _status("VmRSS")
    body()
    return _status("VmHWM") - before


def _products_of_onednn():
    """How many products the preload has taken; None without it."""
    try:
        return ctypes.c_long.in_dll(ctypes.CDLL(None), "workbench_onednn_products").value
    except ValueError:
        return None


def serve(works):
    """Answers [name, arguments...] with what works[name](*arguments) gives, until the input ends."""
    # The threads that the starter asked for, whatever libtorch makes of the environment.
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", torch.get_num_threads())))
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        found = works[name](*arguments)
        products = _products_of_onednn()
        if products == 0:
            raise SystemExit("no product has come to oneDNN: the preload does not serve this PyTorch")
        print(json.dumps({**found, "torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
