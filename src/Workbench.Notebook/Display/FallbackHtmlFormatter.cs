using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Operations.Views;

namespace Workbench.Notebook.Display;

/// <summary>
/// HTML of types without a registered formatter: sequences and dictionaries as tables, exceptions with their stack. Other objects are left
/// to .NET Interactive's trees, unless they hold collections that .NET Interactive would follow without end.
/// </summary>
internal static class FallbackHtmlFormatter
{
    private const int MostColumns = 12;
    private const int ShownLevels = 3;
    private const int MostVisits = 1000;

    // The values being formatted on this thread, outermost first.
    [ThreadStatic]
    private static List<object>? _open;

    internal static Html? HtmlOf(object value)
    {
        // .NET Interactive's fallback is registered for object; a formatter for a narrower type takes precedence over this one.
        if (
            Formatter.GetPreferredFormatterFor(value.GetType(), HtmlFormatter.MimeType).Type != typeof(object)
            || value is not (IEnumerable or Exception) && !HoldsDeep(value)
        )
            return null;
        _open ??= [];
        // A list may contain itself, or generate nested lists without end.
        if (_open.Count >= Formatter.RecursionLimit || _open.Exists(outer => ReferenceEquals(outer, value)))
            return Html.Of($"<i>{value.GetType().ToDisplayString(PlainTextFormatter.MimeType)} …</i>");
        _open.Add(value);
        try
        {
            var html = Unframed(value);
            // A nested table scrolls with the outer table.
            return _open.Count == 1 && html.Text.StartsWith("<table", StringComparison.Ordinal) ? TableHtml.Scrolling(html) : html;
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }

    private static Html Unframed(object value) =>
        value switch
        {
            Exception error => OfError(error),
            JsonNode json => Html.Of($"<pre>{Indented(json)}</pre>"),
            _ when Pairs(value) is { } pairs => OfRows(pairs, ["key", "value"], pair => [pair.Key, pair.Value], Count(value)),
            Array { Rank: > 1 } array => OfSequence(new Slice(array, [])),
            IEnumerable sequence => OfSequence(sequence),
            _ => OfRows(Parts(value), ["", "value"], part => [part.Name, part.Value], null),
        };

    /// <summary>
    /// The same rows as aligned text; null for values that .NET Interactive formats well as text.
    /// </summary>
    internal static string? TextOf(object value)
    {
        if (Formatter.GetPreferredFormatterFor(value.GetType(), PlainTextFormatter.MimeType).Type != typeof(object))
            return null;
        // .NET Interactive would show the type name of the array's iterator.
        if (value is Array { Rank: > 1 } array)
            return Levels(new Slice(array, []), ShownLevels);
        // .NET Interactive would list Parent and Root of the node and of each child.
        if (value is JsonNode json)
            return Indented(json);
        if (NestedTextOf(value) is { } nested)
            return nested;
        if (value is not IEnumerable sequence || Pairs(value) is not null || MembersOf(sequence) is not { Count: > 0 } members)
            return null;
        var limit = Formatter.ListExpansionLimit;
        var read = sequence
            .Cast<object?>()
            .Take(limit + 1)
            .Select(item => members.Select(member => Text(Read(member, item))).ToList())
            .ToList();
        var table = new ResultTable([.. members.Select(member => new ResultColumn(member.Name))], [.. read.Take(limit)]);
        return read.Count == 0 ? "empty"
            : read.Count <= limit ? table.ToString()
            : $"{table}\n{Remainder(Count(value), limit)}";
    }

    private static string Indented(JsonNode json) => json.ToJsonString(new() { WriteIndented = true });

    private static string Text(object? value) =>
        (
            (value is null ? null : NestedTextOf(value)) ?? (value ?? Formatter.NullString).ToDisplayString(PlainTextFormatter.MimeType)
        ).ReplaceLineEndings(" ");

    /// <summary>
    /// The outer levels of collections nested deeper than <c>Formatter.RecursionLimit</c>, and of objects that hold such collections; null
    /// for all other values. On a list that contains itself .NET Interactive's text formatter overflows the stack.
    /// </summary>
    internal static string? NestedTextOf(object value) => HoldsDeep(value) ? Levels(value, ShownLevels) : null;

    private static string Levels(object? value, int levels)
    {
        var limit = Formatter.ListExpansionLimit;
        if (value is not null && IsList(value))
        {
            var items = levels == 0 ? ["…"] : Items(value).Take(limit).Select(item => Levels(item, levels - 1));
            return $"[ "
                + $"{string.Join(", ", items)}{(levels > 0 && Count(value) > limit ? $" ... ({Remainder(Count(value), limit)})" : "")} "
                + $"]";
        }
        if (value is null || !HoldsDeep(value))
            return Text(value);
        var parts = levels == 0 ? ["…"] : Parts(value).Take(limit).Select(part => $"{part.Name}: {Levels(part.Value, levels - 1)}");
        return $"{{ {string.Join(", ", parts)} }}";
    }

    /// <summary>
    /// Whether .NET Interactive would reach collections that are nested too deeply. Visits at most <see cref="MostVisits"/> objects.
    /// </summary>
    private static bool HoldsDeep(object value)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return Holds(value, Formatter.RecursionLimit);

        bool Holds(object? value, int levels)
        {
            if (value is null || levels == 0 || seen.Count >= MostVisits || !IsList(value) && !HasParts(value) || !seen.Add(value))
                return false;
            return IsList(value)
                ? IsDeep(value, Formatter.RecursionLimit)
                    || Items(value).Take(Formatter.ListExpansionLimit).Any(item => Holds(item, levels - 1))
                : Parts(value).Take(Formatter.ListExpansionLimit).Any(part => Holds(part.Value, levels - 1));
        }

        static bool IsDeep(object value, int levels) =>
            levels == 0
            || Items(value).Take(Formatter.ListExpansionLimit).Any(item => item is not null && IsList(item) && IsDeep(item, levels - 1));
    }

    private static bool IsList(object value) => value is IEnumerable and not string && Count(value) is not null;

    private static IEnumerable<object?> Items(object value) =>
        Pairs(value) is { } pairs ? pairs.Select(pair => pair.Value) : ((IEnumerable)value).Cast<object?>();

    // An object that .NET Interactive shows by its members. Reflection objects and delegates are excluded: their members reach the whole
    // runtime.
    private static bool HasParts(object value) =>
        value is not (string or IEnumerable or Delegate or MemberInfo or Assembly or Module)
        && !DefaultMimeTypes.IsScalar(value.GetType())
        && Formatter.GetPreferredFormatterFor(value.GetType(), PlainTextFormatter.MimeType).Type == typeof(object);

    private static IEnumerable<(string Name, object? Value)> Parts(object value) =>
        value
            .GetType()
            .GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(member =>
                member is FieldInfo
                || member is PropertyInfo { CanRead: true, PropertyType: { IsByRefLike: false, IsByRef: false, IsPointer: false } } property
                    && property.GetIndexParameters().Length == 0
            )
            .Select(member => (member.Name, Read(member, value)));

    /// <summary>An exception: type and message, with the stack in a collapsed element.</summary>
    private static Html OfError(Exception error) =>
        Html.Of(
            $"""<details><summary><b>{error.GetType().Name}</b>: <span style="white-space:pre-wrap">{error.Message}</span></summary>"""
                + $"""<pre style="margin-left:1em">{error.ToString()}</pre></details>"""
        );

    private static Html OfSequence(IEnumerable sequence)
    {
        var members = MembersOf(sequence);
        var numbered = sequence.Cast<object?>().Select((value, index) => (Value: value, Index: index));
        return members.Count > 0
            ? OfRows(
                numbered,
                ["", .. members.Select(member => member.Name)],
                row => [row.Index, .. members.Select(member => Read(member, row.Value))],
                Count(sequence)
            )
            : OfRows(numbered, ["", "value"], row => [row.Index, row.Value], Count(sequence));
    }

    private static Html OfRows<T>(IEnumerable<T> items, string[] heads, Func<T, object?[]> cells, int? count)
    {
        // Reads one item more than is shown, never all: a sequence may be infinite.
        var limit = Formatter.ListExpansionLimit;
        var read = items.Take(limit + 1).ToList();
        var rows = read.Take(limit).Select(cells).ToList();
        var columns = heads
            .Select((head, i) => new TableHtml.Column(head, rows.Count > 0 && rows.All(row => row[i] is null || IsNumber(row[i]!))))
            .ToList();
        var foot = read.Count <= limit ? null : Remainder(count, limit);
        return rows.Count == 0 ? Html.Of($"<i>empty</i>") : TableHtml.Of(columns, rows.Select(row => row.Select(OfCell).ToList()), foot);
    }

    // The members of a sequence's items (records, tuples, objects with a few properties), one column each; empty for other item types.
    private static IReadOnlyList<MemberInfo> MembersOf(IEnumerable sequence)
    {
        var item = sequence
            .GetType()
            .GetInterfaces()
            .Append(sequence.GetType())
            .Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(one => one.GetGenericArguments()[0])
            .FirstOrDefault();
        if (
            item is null
            || item == typeof(object)
            || item == typeof(string)
            || item.IsInterface
            || item.IsAbstract
            || DefaultMimeTypes.IsScalar(item)
            || typeof(IEnumerable).IsAssignableFrom(item)
            || Nullable.GetUnderlyingType(item) is not null
            || !IsOpen(item)
        )
            return [];
        MemberInfo[] members =
            item.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
                ? item.GetFields()
                :
                [
                    .. item.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                        .Where(one => one.CanRead && one.GetIndexParameters().Length == 0),
                ];
        return members.Length <= MostColumns ? members : [];
    }

    // Whether no formatter is registered for the type. With a formatter each item is one cell.
    private static bool IsOpen(Type item) =>
        DefaultMimeTypes.Of(item).Contains(HtmlFormatter.MimeType)
        && Formatter.GetPreferredFormatterFor(item, HtmlFormatter.MimeType).Type == typeof(object);

    private static object? Read(MemberInfo member, object? item)
    {
        try
        {
            return item is null ? null
                : member is FieldInfo field ? field.GetValue(item)
                : ((PropertyInfo)member).GetValue(item);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner and not OperationCanceledException)
        {
            return $"{inner.GetType().Name}: {inner.Message}";
        }
    }

    private static IEnumerable<(object? Key, object? Value)>? Pairs(object value)
    {
        if (value is IDictionary dictionary)
            return Entries(dictionary);
        var item = value
            .GetType()
            .GetInterfaces()
            .FirstOrDefault(one =>
                one.IsGenericType
                && (
                    one.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
                    || one.GetGenericTypeDefinition() == typeof(IDictionary<,>)
                )
            );
        if (item is null)
            return null;
        var pair = typeof(KeyValuePair<,>).MakeGenericType(item.GetGenericArguments());
        var (key, content) = (pair.GetProperty("Key")!, pair.GetProperty("Value")!);
        return ((IEnumerable)value).Cast<object>().Select(one => (key.GetValue(one), content.GetValue(one)));
    }

    // IDictionary's own enumerator gives entries; IEnumerable's gives pairs of the dictionary's types.
    private static IEnumerable<(object? Key, object? Value)> Entries(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
            yield return (entry.Key, entry.Value);
    }

    private static int? Count(object value) =>
        value switch
        {
            ICollection collection => collection.Count,
            _ => value
                .GetType()
                .GetInterfaces()
                .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
                ?.GetProperty("Count")
                ?.GetValue(value) as int?,
        };

    private static string Remainder(int? count, int shown) => count is { } all ? $"{all - shown} more" : "more follow";

    // Six significant digits, as pandas shows.
    private static Html OfCell(object? value) =>
        value switch
        {
            double number => Formatting.HtmlOf(number.ToString("G6", CultureInfo.InvariantCulture)),
            float number => Formatting.HtmlOf(number.ToString("G6", CultureInfo.InvariantCulture)),
            _ => Formatting.HtmlOf(value),
        };

    private static bool IsNumber(object value) =>
        Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal && !value.GetType().IsEnum;

    /// <summary>An array of several dimensions as a list of lists.</summary>
    /// <param name="array">The array.</param>
    /// <param name="at">The fixed leading indices.</param>
    private sealed class Slice(Array array, int[] at) : IReadOnlyCollection<object?>
    {
        public int Count => array.GetLength(at.Length);

        public IEnumerator<object?> GetEnumerator() =>
            Enumerable
                .Range(array.GetLowerBound(at.Length), Count)
                .Select(index => at.Length + 1 == array.Rank ? array.GetValue([.. at, index]) : new Slice(array, [.. at, index]))
                .GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
