using System.Numerics;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>The MIME types in which a type is shown by default.</summary>
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

    /// <summary>Whether a value of the type is a single word or number.</summary>
    internal static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || Scalars.Contains(type);

    /// <summary>The default MIME types of a type, best first.</summary>
    internal static IReadOnlyCollection<string> Of(Type type)
    {
        var preferred = Formatter.GetPreferredMimeTypesFor(type);
        if (preferred.Count != 1 || !preferred.Contains(HtmlFormatter.MimeType))
            return preferred;
        // A formatter that a cell registered takes precedence: a registered plain-text formatter is not overridden by the Workbench's HTML.
        var registered = Formatter
            .RegisteredFormatters(includeDefaults: false)
            .Where(one => one is not MimeFormatter && one.Type != typeof(object) && IsFor(one.Type, type))
            .Select(one => one.MimeType)
            .ToHashSet();
        if (registered.Contains(HtmlFormatter.MimeType))
            return preferred;
        return registered.Contains(PlainTextFormatter.MimeType) || IsScalar(type) ? Plain : preferred;
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
