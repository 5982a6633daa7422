using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Compares lines: letters must agree, numbers within a tolerance.</summary>
/// <param name="rtol">The relative tolerance.</param>
/// <param name="atol">The absolute tolerance.</param>
internal sealed partial class NumericText(double rtol, double atol)
{
    /// <summary>The default of --rtol: what rounding does to a number with a point.</summary>
    public const double DefaultRtol = 1e-6;

    /// <summary>The default of --atol.</summary>
    public const double DefaultAtol = 1e-9;

    // Rounding changes no whole number: a count, a seed or a hash is another one, unless the user says how far off it may be.
    private readonly bool _exactWholes = rtol <= DefaultRtol && atol <= DefaultAtol;

    [GeneratedRegex(@"(?<![\p{L}\d_.])[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\d_])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    /// <summary>Whether two lines say the same.</summary>
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
        var exact = (_exactWholes || Math.Max(stored.Length, fresh.Length) > 15) && IsWhole(stored) && IsWhole(fresh);
        return exact ? Bare(stored) == Bare(fresh) : Near(Value(fresh), Value(stored));
    }

    private static bool IsWhole(string text) => !text.AsSpan().ContainsAny('.', 'e', 'E');

    private static string Bare(string whole) => whole.Replace('−', '-').TrimStart('+');

    /// <summary>Whether two numbers agree: |a - b| at most atol + rtol |b|, as in NumPy's allclose; the second is the stored one.</summary>
    public bool Near(double fresh, double stored) => fresh.Equals(stored) || Math.Abs(fresh - stored) <= atol + rtol * Math.Abs(stored);

    // A number of another width moves what is aligned beside it.
    private static string Words(string text) => Blanks().Replace(Number().Replace(text, " 0 "), " ").Trim();

    private static double Value(string text) => double.Parse(text.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
