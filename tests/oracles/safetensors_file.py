"""An independent reader and writer of the safetensors format, over struct, json and numpy alone.

read FILE    prints the file's tensors as JSON: {name: {dtype, shape, values}}, and its metadata under "__metadata__"
write FILE   writes the tensors that it reads as JSON from standard input, in the same form
"""
import json
import struct
import sys

import numpy as np

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "<i1", "U8": "<u1", "BOOL": "?"}


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header, data = json.loads(raw[8 : 8 + length]), raw[8 + length :]
    assert (8 + length) % 8 == 0, "the data must be aligned"
    out, covered = {"__metadata__": header.pop("__metadata__", {})}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        assert begin == covered, "no gaps"
        covered = end
        if entry["dtype"] == "BF16":
            # The upper half of a float32.
            values = (np.frombuffer(data[begin:end], "<u2").astype("<u4") << 16).view("<f4")
        else:
            values = np.frombuffer(data[begin:end], TYPES[entry["dtype"]])
        out[name] = {"dtype": entry["dtype"], "shape": entry["shape"], "values": [str(v) for v in values.reshape(entry["shape"]).ravel()]}
    assert covered == len(data), "no bytes after the last tensor"
    json.dump(out, sys.stdout)


def write(path):
    header, data = {}, b""
    for name, entry in json.load(sys.stdin).items():
        values = np.array(entry["values"], TYPES[entry["dtype"]]).tobytes()
        header[name] = {"dtype": entry["dtype"], "shape": entry["shape"], "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


{"read": read, "write": write}[sys.argv[1]](sys.argv[2])
