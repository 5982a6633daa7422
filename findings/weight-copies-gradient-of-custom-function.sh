#!/usr/bin/env bash
# TorchSharp 0.107.0 (libtorch 2.10.0): a weight never takes the gradient that a custom autograd function returns; it takes a copy.
#
# libtorch lets a leaf without a gradient take the one that arrives, unless somebody else holds it too. TorchSharp's handle of what a backward
# method returns is still alive at that moment, whatever the method does, so every weight gradient of every custom function is allocated and
# written a second time, and both live until the garbage collector has run: at the size of an embedding or a head that is the largest tensor of
# a training step. In PyTorch the same function hands its gradient over. A view of the weight in the call (weight.view_as(weight)) avoids it:
# what the view's own backward step makes has no other holder.
#
# Seen: the returned gradient is set to zero after backward(); "weight: 4 4 4" shows that the weight's is another, "view: 0 0 0" that it is the same.
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
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[0.107.0]" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="[2.10.0]" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using System;
using System.Collections.Generic;
using TorchSharp;
using static TorchSharp.torch;

foreach (var byView in new[] { false, true })
{
    using var weight = ones(3).requires_grad_();
    using var view = weight.view_as(weight);
    using var loss = Quadruple.apply(byView ? view : weight).sum();
    loss.backward();
    Quadruple.Returned!.zero_();
    Console.WriteLine($"{(byView ? "view" : "weight")}: {string.Join(" ", weight.grad!.data<float>().ToArray())}");
}

sealed class Quadruple : autograd.SingleTensorFunction<Quadruple>
{
    internal static Tensor? Returned;

    public override string Name => nameof(Quadruple);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 4;

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        Returned = grad_output * 4;
        return [Returned];
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
[[ $answer == $'weight: 4 4 4\nview: 0 0 0' ]] || { echo "this has changed"; exit 1; }
echo "as found: a custom function's gradient of a weight is copied"
