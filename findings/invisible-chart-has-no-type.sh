#!/usr/bin/env bash
# Plotly.NET 6.0.0: Chart.Invisible(), which fills an empty place of a grid, writes a trace whose type is null.
#
# Everything else that Plotly.NET makes names its type ("scatter", "bar" …), and readers of its JSON rely on that: plotly.js's own schema has no
# trace without one, and what sorts or describes traces by type fails at the first grid with a hole. The trace says nothing of being invisible
# either: plotly.js draws nothing because it has no data.
#
# Seen: {"type":null} among the traces of a grid of two charts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Plotly.NET" Version="[6.0.0]" />
    <PackageReference Include="Plotly.NET.CSharp" Version="[0.14.0]" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using System.Text.Json;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

var line = Chart.Line<double, double, string>([1, 2], [3, 4], UseDefaults: false);
var figure = JsonDocument.Parse(GenericChart.toJson(Chart.Grid([line, Chart.Invisible()], 1, 2))).RootElement;
foreach (var trace in figure.GetProperty("data").EnumerateArray())
    Console.WriteLine($"type {trace.GetProperty("type").GetRawText()}, visible {(trace.TryGetProperty("visible", out var visible) ? visible.GetRawText() : "not said")}");
PROGRAM
seen=$(dotnet run -c Release)
echo "$seen"
[[ $seen == $'type "scatter", visible not said\ntype null, visible not said' ]]
