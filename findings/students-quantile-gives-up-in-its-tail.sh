#!/usr/bin/env bash
# MathNet.Numerics 5.0.0: StudentT.InvCDF throws where the quantile is beyond 800.
#
# The quantile is looked for within ±800 with a root finder, which does not converge when it lies outside. With few degrees of freedom that is soon so:
# the interval of two pairs (one degree of freedom) after Bonferroni's correction for 50 comparisons (0.9995) still works; for 250 (0.9999) it throws,
# though CDF knows the tail, and the quantile at one degree has a closed form, tan(π (p - 1/2)). Invert CDF yourself, or use BetaRegularized.
#
# Seen: 254.6 at 0.99875, 636.6 at 0.9995; NonConvergenceException at 0.9999 (3183.1 by the closed form, whose tail CDF gives as 0.0001), and at 3 degrees
# for 1e-9.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="MathNet.Numerics" Version="[5.0.0]" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using System;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

foreach (var (degrees, p) in new[] { (1, 0.99875), (1, 0.9995), (1, 0.9999), (3, 1e-9) })
{
    string answer;
    try
    {
        answer = StudentT.InvCDF(0, 1, degrees, p).ToString("0.0");
    }
    catch (NonConvergenceException error)
    {
        answer = error.GetType().Name;
    }
    Console.WriteLine($"{degrees} {p}: {answer}");
}
Console.WriteLine($"closed form at 0.9999: {Math.Tan(Math.PI * (0.9999 - 0.5)):0.0}");
Console.WriteLine($"its tail by CDF: {StudentT.CDF(0, 1, 1, -Math.Tan(Math.PI * (0.9999 - 0.5))):0.000000}");
PROGRAM
dotnet build -c Release -o out -nologo -v quiet >build.log 2>&1 || { cat build.log; exit 1; }
answer=$(dotnet out/finding.dll)
echo "$answer"
[[ $answer == $'1 0.99875: 254.6\n1 0.9995: 636.6\n1 0.9999: NonConvergenceException\n3 1E-09: NonConvergenceException\nclosed form at 0.9999: 3183.1\nits tail by CDF: 0.000100' ]] ||
  { echo "this has changed"; exit 1; }
echo "as found: beyond 800 there is an exception in the place of a quantile"
