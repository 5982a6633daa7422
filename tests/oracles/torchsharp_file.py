"""TorchSharp's file format, written independently of TorchSharp: names and tensors as Module.save writes them."""
import torch

# TorchSharp's ScalarType numbers are libtorch's.
TYPES = {torch.uint8: 0, torch.int8: 1, torch.int16: 2, torch.int32: 3, torch.int64: 4, torch.float16: 5, torch.float32: 6,
         torch.float64: 7, torch.bool: 11, torch.bfloat16: 15}


def leb128(value):
    out = bytearray()
    while True:
        group, value = value & 0x7F, value >> 7
        out.append(group | (0x80 if value else 0))
        if not value:
            return bytes(out)


def save(path, tensors):
    """Writes a dictionary of tensors."""
    with open(path, "wb") as file:
        file.write(leb128(len(tensors)))
        for name, tensor in tensors.items():
            text = name.encode()
            # .NET's length-prefixed strings use the same seven-bit groups.
            file.write(leb128(len(text)) + text + leb128(TYPES[tensor.dtype]) + leb128(tensor.dim()))
            for size in tensor.shape:
                file.write(leb128(size))
            plain = tensor.detach().contiguous()
            file.write((plain.view(torch.int16) if tensor.dtype == torch.bfloat16 else plain).numpy().tobytes())


def load(path):
    """Reads a dictionary of tensors."""
    types = {number: dtype for dtype, number in TYPES.items()}
    with open(path, "rb") as file:
        data = file.read()
    at = 0

    def number():
        nonlocal at
        value, shift = 0, 0
        while True:
            group, at = data[at], at + 1
            value, shift = value | (group & 0x7F) << shift, shift + 7
            if not group & 0x80:
                return value

    tensors = {}
    for _ in range(number()):
        length = number()
        name, at = data[at:at + length].decode(), at + length
        dtype = types[number()]
        shape = [number() for _ in range(number())]
        count = 1
        for size in shape:
            count *= size
        width = torch.empty(0, dtype=dtype).element_size()
        tensors[name] = torch.frombuffer(bytearray(data[at:at + count * width]), dtype=dtype).reshape(shape).clone()
        at += count * width
    return tensors
