using System.ComponentModel;
using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Tests.Configuration;

[VariantFamily("shape")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Box), "box")]
[JsonDerivedType(typeof(Pair), "pair")]
internal abstract record Shape;

[Description("A round thing.")]
internal sealed record Circle : Shape
{
    [Positional, InRange(0, Above = true)]
    public double Radius { get; init; } = 1;

    public Filling Fill { get; init; }

    public int? Corners { get; init; }
}

internal sealed record Box([property: InRange(1, 9)] int Width, int Height = 2) : Shape;

internal sealed record Pair : Shape
{
    public Shape First { get; init; } = new Circle();

    public Shape Second { get; init; } = new Circle();
}

[VariantFamily("tool")]
[JsonDerivedType(typeof(Pen), "pen")]
internal abstract record Tool;

internal sealed record Pen : Tool;

internal sealed record Brush : Tool
{
    public bool Wet { get; init; }
}

internal sealed record Canvas
{
    public Tool Tool { get; init; } = new Pen();
}

internal enum Filling
{
    None,
    HalfTone,
}

internal sealed record Drawing : IValidated
{
    public string Title { get; init; } = "untitled";

    public Shape Shape { get; init; } = new Circle();

    public Frame Frame { get; init; } = new();

    public IReadOnlyList<int> Sizes { get; init; } = [1, 2];

    [NotInIdentity]
    public int SaveEvery { get; init; } = 10;

    [IntroducedWith(false)]
    public bool Shadow { get; init; }

    public IEnumerable<Fault> Validate(string path) =>
        Title.Length > Frame.Margin * 10
            ?
            [
                new(
                    "the title must fit the frame",
                    Title,
                    $"at most {Frame.Margin * 10} letters",
                    Path: path.Length == 0 ? "title" : $"{path}.title"
                ),
            ]
            : [];
}

internal sealed record Frame
{
    [InRange(1, 5)]
    public int Margin { get; init; } = 3;
}
