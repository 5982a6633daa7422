#!/usr/bin/env bash
# TorchSharp 0.107.0 (libtorch 2.10.0): autograd.grad(create_graph: true) lets go of the graph that its answer hangs on.
#
# In PyTorch retain_graph follows create_graph where it is not given. In TorchSharp both are plain bools that begin as false, so the code that a
# PyTorch user writes for a gradient penalty or a Hessian makes a first gradient that cannot be differentiated: the error comes later, at
# backward(), and speaks of walking a graph twice, which the code does nowhere. With retain_graph: true beside it the same code works.
#
# Seen: "without retain_graph: refused" (an ExternalException: "Trying to backward through the graph a second time"), "with retain_graph: 12".
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

foreach (var retain in new[] { false, true })
{
    using var x = tensor(2.0).requires_grad_();
    using var y = x * x * x;                                                            // 3 x^2, then 6 x
    var first = autograd.grad([y], [x], retain_graph: retain, create_graph: true)[0];
    string said;
    try
    {
        first.backward();
        said = x.grad!.item<double>().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
    catch (Exception refused)
    {
        said = refused.Message.Contains("backward through the graph a second time") ? "refused" : refused.Message;
    }
    Console.WriteLine($"{(retain ? "with" : "without")} retain_graph: {said}");
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
[[ $answer == $'without retain_graph: refused\nwith retain_graph: 12' ]] || { echo "this has changed"; exit 1; }
echo "as found: create_graph alone is not enough"
