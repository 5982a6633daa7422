using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Compares lines: numbers must agree within a tolerance, and all other text must be equal.</summary>
/// <param name="rtol">The relative tolerance.</param>
/// <param name="atol">The absolute tolerance.</param>
internal sealed partial class NumericText(double rtol, double atol)
{
    /// <summary>The default of --rtol: allows rounding differences of floating-point numbers.</summary>
    public const double DefaultRtol = 1e-6;

    /// <summary>The default of --atol.</summary>
    public const double DefaultAtol = 1e-9;

    // Integers (counts, seeds, hashes) are compared exactly unless the user sets a larger tolerance: rounding does not change them.
    private readonly bool _exactIntegers = rtol <= DefaultRtol && atol <= DefaultAtol;

    [GeneratedRegex(@"(?<![\p{L}\d_.])[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\d_])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    /// <summary>Whether two lines are equal within the tolerance.</summary>
    public bool Same(string stored, string fresh)
    {
        if (stored == fresh)
            return true;
        var (first, second) = (Number().Matches(stored), Number().Matches(fresh));
        return first.Count == second.Count
            && first.Count > 0
            && Enumerable.Range(0, first.Count).All(i => Near(first[i].Value, second[i].Value))
            && Words(stored) == Words(fresh);
    }

    private bool Near(string stored, string fresh)
    {
        var exact = (_exactIntegers || Math.Max(stored.Length, fresh.Length) > 15) && IsInteger(stored) && IsInteger(fresh);
        return exact ? Bare(stored) == Bare(fresh) : Near(Value(fresh), Value(stored));
    }

    private static bool IsInteger(string text) => !text.AsSpan().ContainsAny('.', 'e', 'E');

    private static string Bare(string whole) => whole.Replace('−', '-').TrimStart('+');

    /// <summary>Whether two numbers agree: |a - b| at most atol + rtol |b|, as in NumPy's allclose; the second is the stored one.</summary>
    public bool Near(double fresh, double stored) => fresh.Equals(stored) || Math.Abs(fresh - stored) <= atol + rtol * Math.Abs(stored);

    // White space is normalised: a number of a different width changes the alignment of its neighbours.
    private static string Words(string text) => Blanks().Replace(Number().Replace(text, " 0 "), " ").Trim();

    private static double Value(string text) => double.Parse(text.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
