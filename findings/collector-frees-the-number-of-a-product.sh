#!/usr/bin/env bash
# TorchSharp 0.107.0 (libtorch 2.10.0): tensor * 0.5 may fail, or use another number, when .NET collects garbage at that moment.
#
# The number becomes a Scalar, an object with a finalizer that frees its native memory. The product passes the memory's address to libtorch, and from
# then on nothing refers to the object: a garbage collection that another thread starts in that moment lets the finalizer free the number while libtorch
# reads it. Dispose scopes do not help, since they hold tensors only. A training loop in one thread hardly meets it; a program with several threads that
# allocate (a server, a notebook kernel, parallel tests) does, about once in some hundred thousand products, as an error that nobody can repeat.
#
# What works: hold the Scalar in a variable and call GC.KeepAlive(scalar) after the operator, or reuse one static Scalar.
#
# Seen (2 cores, some seconds): of products of a tensor of ones with whole numbers, inside a dispose scope, a few throw ("Unknown scalar type", or
# toDouble's "Expected false to be true"); with GC.KeepAlive none does.
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
using System.Diagnostics;
using System.Linq;
using System.Threading;
using TorchSharp;
using static TorchSharp.torch;

set_num_threads(1);
ones(1).Dispose();
var (failed, _) = Count((x, number) => x * number, TimeSpan.FromMinutes(5));
var (failedWhenKept, products) = Count(Kept, TimeSpan.FromSeconds(20));
Console.WriteLine($"wrong as it is: {(failed > 0 ? "some" : "none")}");
Console.WriteLine($"wrong when kept alive: {(failedWhenKept > 0 ? "some" : "none")} of {(products > 10000 ? "over 10,000" : "few")}");

static Tensor Kept(Tensor x, double number)
{
    Scalar scalar = number;
    var product = x * scalar;
    GC.KeepAlive(scalar);
    return product;
}

// Products that failed or were wrong, until the first one or the time is over.
static (long Failed, long Products) Count(Func<Tensor, double, Tensor> product, TimeSpan atMost)
{
    long failed = 0, products = 0;
    var clock = Stopwatch.StartNew();
    var workers = Enumerable.Range(0, 4).Select(_ => new Thread(Work)).ToList();
    workers.ForEach(worker => worker.Start());
    while (workers.Any(worker => worker.IsAlive))
        GC.Collect(0);
    return (failed, products);

    void Work()
    {
        using var x = ones(4);
        var number = 0;
        while (clock.Elapsed < atMost && Interlocked.Read(ref failed) == 0)
        {
            using var scope = NewDisposeScope();
            number = number % 1000 + 1;
            Interlocked.Increment(ref products);
            try
            {
                if (product(x, number).data<float>()[2] != number)
                    Interlocked.Increment(ref failed);
            }
            catch (System.Runtime.InteropServices.ExternalException)
            {
                Interlocked.Increment(ref failed);
            }
        }
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
[[ $answer == $'wrong as it is: some\nwrong when kept alive: none of over 10,000' ]] || { echo "this has changed"; exit 1; }
echo "as found: a garbage collection frees the number of a product"
