using System.Numerics;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>In which forms a type is shown when nobody asks for one.</summary>
internal static class DefaultMimeTypes
{
    private static readonly HashSet<Type> Scalars =
    [
        typeof(decimal),
        typeof(Half),
        typeof(Int128),
        typeof(UInt128),
        typeof(BigInteger),
        typeof(Complex),
        typeof(Guid),
        typeof(Uri),
        typeof(Version),
        typeof(DateTime),
        typeof(DateTimeOffset),
        typeof(DateOnly),
        typeof(TimeOnly),
        typeof(TimeSpan),
        typeof(Index),
        typeof(Range),
    ];

    private static readonly string[] Plain = [PlainTextFormatter.MimeType];

    /// <summary>Whether a value of the type is one word or number.</summary>
    internal static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || Scalars.Contains(type);

    /// <summary>The forms, best first.</summary>
    internal static IReadOnlyCollection<string> Of(Type type)
    {
        var preferred = Formatter.GetPreferredMimeTypesFor(type);
        if (preferred.Count != 1 || !preferred.Contains(HtmlFormatter.MimeType))
            return preferred;
        // What a cell registered holds: HTML if it made HTML, else its plain text and not our HTML above it.
        var theirs = Formatter
            .RegisteredFormatters(includeDefaults: false)
            .Where(one => one is not MimeFormatter && one.Type != typeof(object) && IsFor(one.Type, type))
            .Select(one => one.MimeType)
            .ToHashSet();
        if (theirs.Contains(HtmlFormatter.MimeType))
            return preferred;
        return theirs.Contains(PlainTextFormatter.MimeType) || IsScalar(type) ? Plain : preferred;
    }

    private static bool IsFor(Type formatted, Type type) =>
        formatted.IsAssignableFrom(type) || formatted.IsGenericTypeDefinition && Ancestors(type).Contains(formatted);

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var one = type; one is not null; one = one.BaseType)
            yield return one.IsGenericType ? one.GetGenericTypeDefinition() : one;
        foreach (var one in type.GetInterfaces())
            yield return one.IsGenericType ? one.GetGenericTypeDefinition() : one;
    }
}
