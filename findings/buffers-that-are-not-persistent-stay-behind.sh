#!/usr/bin/env bash
# TorchSharp 0.107.0 (libtorch 2.10.0): a module forgets the buffers that it registers with persistent: false.
#
# Such a buffer is for what belongs to a module and not to its state_dict: a causal mask, a table of positions. In PyTorch it is listed by
# named_buffers() and moves along with the module. In TorchSharp no form of named_buffers lists it, include_nonpersistent: true neither (that is
# even the default), and what walks over the buffers passes it by: after model.to(dtype) the table has the old type, so a model that works in
# float32 mixes types, or refuses, in float64, and likewise with devices. Register it as persistent, or convert it by hand.
#
# Seen: both listings say "kept" alone; after to(Float64) kept is Float64 and remade is Float32, by field and by get_buffer.
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
using System.Linq;
using TorchSharp;
using static TorchSharp.torch;

var tables = new Tables();
Console.WriteLine($"named_buffers(): {string.Join(" ", tables.named_buffers().Select(one => one.name))}");
Console.WriteLine($"named_buffers(include_nonpersistent: true): {string.Join(" ", tables.named_buffers(include_nonpersistent: true).Select(one => one.name))}");
tables.to(ScalarType.Float64);
Console.WriteLine($"after to(Float64): kept {tables.get_buffer("kept")?.dtype} {tables.kept.dtype}, remade {tables.get_buffer("remade")?.dtype} {tables.remade.dtype}");

sealed class Tables : nn.Module
{
    internal Tensor kept, remade;

    internal Tables() : base(nameof(Tables))
    {
        kept = ones(2);
        remade = ones(2);
        register_buffer("kept", kept);
        register_buffer("remade", remade, persistent: false);
        RegisterComponents();
    }
}
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
[[ $answer == $'named_buffers(): kept\nnamed_buffers(include_nonpersistent: true): kept\nafter to(Float64): kept Float64 Float64, remade Float32 Float32' ]] ||
  { echo "this has changed"; exit 1; }
echo "as found: a buffer that is not persistent stays behind"
