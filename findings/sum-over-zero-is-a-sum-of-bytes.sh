#!/usr/bin/env bash
# TorchSharp 0.107.0 (libtorch 2.10.0): t.sum(0) is no sum over dimension 0.
#
# The literal 0, and no other number, converts to any enum in C#. sum and prod have an overload that takes the element type of the result, and for
# the literal 0 it fits better than the one that takes a dimension: sum(0) adds all numbers up as bytes, modulo 256, without a word. sum(1) and
# sum(i) with i = 0 are sums over a dimension, and so are cumsum(0), var(0), std(0), max(0), which have no such overload. Write sum([0]), or
# sum(dim: 0).
#
# Seen, for a matrix [3, 2] of 100s: sum(0) is one Byte, 88 (600 modulo 256), prod(0) one Byte, 0; sum(i) with i = 0, sum([0]) and sum(dim: 0) are
# two Float32 numbers of 300; sum(1) is three of 200.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[0.107.0]" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="[2.10.0]" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using System;
using TorchSharp;
using static TorchSharp.torch;

var matrix = full(new long[] { 3, 2 }, 100f);
long i = 0;
Console.WriteLine($"sum(0): {Text(matrix.sum(0))}");
Console.WriteLine($"prod(0): {Text(matrix.prod(0))}");
Console.WriteLine($"sum(i): {Text(matrix.sum(i))}");
Console.WriteLine($"sum([0]): {Text(matrix.sum([0]))}");
Console.WriteLine($"sum(dim: 0): {Text(matrix.sum(dim: 0))}");
Console.WriteLine($"sum(1): {Text(matrix.sum(1))}");

static string Text(Tensor t) => $"{t.dtype} {string.Join(" ", t.to(ScalarType.Int64).view(-1).data<long>().ToArray())}";
PROGRAM
dotnet build -c Release -o out -nologo -v quiet >build.log 2>&1 || { cat build.log; exit 1; }
# Where the system's C++ library is older than the package's demand (Debian 12, Ubuntu 22.04), the copy here says that the demand is weak.
python3 - out <<'LOADABLE'
import glob, struct, sys
path = (glob.glob(sys.argv[1] + "/**/libLibTorchSharp.so", recursive=True) + [None])[0]
data = bytearray(open(path, "rb").read())
name = data.find(b"GLIBCXX_3.4.32\0")
offset, count = struct.unpack_from("<Q", data, 40)[0], struct.unpack_from("<H", data, 60)[0]
sections = [struct.unpack_from("<IIQQQQIIQQ", data, offset + i * 64) for i in range(count)]
for kind in (s for s in sections if s[1] == 0x6FFFFFFE):
    strings = sections[kind[6]][4]
    need = kind[4]
    while True:
        entry, following = need + struct.unpack_from("<I", data, need + 8)[0], struct.unpack_from("<I", data, need + 12)[0]
        while True:
            flags, text, after = struct.unpack_from("<H", data, entry + 4)[0], *struct.unpack_from("<II", data, entry + 8)
            if strings + text == name:
                struct.pack_into("<H", data, entry + 4, flags | 2)
            if after == 0:
                break
            entry += after
        if following == 0:
            break
        need += following
open(path, "wb").write(data)
LOADABLE
native=$(dirname "$(find out -name libLibTorchSharp.so | head -n 1)")
answer=$(LD_LIBRARY_PATH="$native" dotnet out/finding.dll)
echo "$answer"
[[ $answer == $'sum(0): Byte 88\nprod(0): Byte 0\nsum(i): Float32 300 300\nsum([0]): Float32 300 300\nsum(dim: 0): Float32 300 300\nsum(1): Float32 200 200 200' ]] ||
  { echo "this has changed"; exit 1; }
echo "as found: sum(0) adds everything up as bytes"
