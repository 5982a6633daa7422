using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>
/// Makes bundles of values: the formatters of Microsoft.DotNet.Interactive.Formatting, ours and those that cells register.
/// </summary>
public static class Formatting
{
    private static readonly Lazy<bool> Registered = new(() => Formatters.Register());
    private static readonly ConcurrentDictionary<string, Action<Type>> Awaited = [];
    private static readonly ConcurrentDictionary<Type, bool> Seen = [];
    private static readonly ConcurrentDictionary<Type, bool> Met = [];

    /// <summary>
    /// Registers our formatters, once in a process; before the first cell, so that what cells register comes before ours.
    /// </summary>
    public static void Prepare() => _ = Registered.Value;

    /// <summary>Registers formatters for a type of an assembly that we do not know, when a value of it is first shown.</summary>
    /// <param name="fullName">The type's full name.</param>
    /// <param name="register">Registers formatters for the type that bears the name.</param>
    public static void WhenSeen(string fullName, Action<Type> register) => Awaited[fullName] = register;

    /// <summary>A value in the forms that a front end may choose from.</summary>
    /// <param name="value">Anything; a <see cref="MimeBundle"/> is what it is.</param>
    /// <param name="mimeTypes">The forms wanted, best first; none: those that the type prefers. Plain text is always added.</param>
    /// <exception cref="InvalidInputException">The value has none of the forms that were asked for.</exception>
    public static MimeBundle BundleOf(object? value, params IReadOnlyList<string> mimeTypes)
    {
        Prepare();
        if (value is MimeBundle bundle)
            return new MimeBundle(bundle.Data.DeepClone().AsObject(), bundle.Metadata.DeepClone().AsObject());
        if (value is null)
            return MimeBundle.Plain(Formatter.NullString);
        Meet(value.GetType());
        var outer = _current;
        _current = new Dictionary<(object, Type), object>(ByReference.Instance);
        try
        {
            return Bundled(value, mimeTypes);
        }
        finally
        {
            _current = outer;
        }
    }

    /// <summary>What several forms of one bundle are made of: made once for the bundle that is being made on this thread.</summary>
    /// <param name="value">The value that it is made of.</param>
    /// <param name="make">Makes it.</param>
    internal static T Once<T>(object value, Func<T> make)
        where T : notnull
    {
        if (_current is not { } made)
            return make();
        if (!made.TryGetValue((value, typeof(T)), out var found))
            made[(value, typeof(T))] = found = make();
        return (T)found;
    }

    [ThreadStatic]
    private static Dictionary<(object Value, Type Made), object>? _current;

    private sealed class ByReference : IEqualityComparer<(object Value, Type Made)>
    {
        public static readonly ByReference Instance = new();

        public bool Equals((object Value, Type Made) x, (object Value, Type Made) y) =>
            ReferenceEquals(x.Value, y.Value) && x.Made == y.Made;

        public int GetHashCode((object Value, Type Made) one) => HashCode.Combine(RuntimeHelpers.GetHashCode(one.Value), one.Made);
    }

    private static MimeBundle Bundled(object value, IReadOnlyList<string> mimeTypes)
    {
        var (data, metadata) = (new JsonObject(), new JsonObject());
        foreach (
            var mimeType in (mimeTypes is { Count: > 0 } ? mimeTypes : DefaultMimeTypes.Of(value.GetType()))
                .Append(PlainTextFormatter.MimeType)
                .Distinct()
        )
        {
            if (TextOf(value, mimeType, asked: mimeTypes?.Contains(mimeType) == true) is { } text)
                data[mimeType] = Document(mimeType, text);
            if (
                data.ContainsKey(mimeType)
                && Formatter.GetPreferredFormatterFor(value.GetType(), mimeType) is MimeFormatter form
                && form.Metadata(value) is { } more
            )
                metadata[mimeType] = more;
        }
        return new MimeBundle(data, metadata);
    }

    /// <summary>Text that is in a form already.</summary>
    /// <param name="mimeType">What it is.</param>
    /// <param name="content">The text.</param>
    /// <exception cref="InvalidInputException">The type is one of JSON and the text is not.</exception>
    public static MimeBundle Raw(string mimeType, string content)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        ArgumentNullException.ThrowIfNull(content);
        var data = new JsonObject { [mimeType] = Document(mimeType, content) };
        data.TryAdd(PlainTextFormatter.MimeType, content);
        return new MimeBundle(data);
    }

    /// <summary>A value as HTML inside other HTML: a cell of a table.</summary>
    internal static Html HtmlOf(object? value)
    {
        if (value is Html html)
            return html;
        if (value is null or string || DefaultMimeTypes.IsScalar(value.GetType()))
            return Html.Of($"{Convert.ToString(value ?? Formatter.NullString, System.Globalization.CultureInfo.InvariantCulture)}");
        Meet(value.GetType());
        return new Html(TextOf(value, HtmlFormatter.MimeType, asked: false) ?? Html.Escape(value.GetType().Name));
    }

    private static string? TextOf(object value, string mimeType, bool asked)
    {
        try
        {
            return mimeType switch
                {
                    HtmlFormatter.MimeType => FallbackHtmlFormatter.HtmlOf(value)?.Text,
                    PlainTextFormatter.MimeType => FallbackHtmlFormatter.TextOf(value),
                    _ => null,
                } ?? value.ToDisplayString(mimeType);
        }
        catch (ArgumentException error) when (asked && error.Message.StartsWith("No formatter", StringComparison.Ordinal))
        {
            var forms = Formatter
                .RegisteredFormatters()
                .Where(one => one.Type != typeof(object) && one.Type.IsInstanceOfType(value))
                .Select(one => one.MimeType);
            throw new InvalidInputException(
                [
                    new Fault(
                        $"{value.GetType().Name} has no form of this type",
                        mimeType,
                        string.Join(
                            ", ",
                            forms.Concat([HtmlFormatter.MimeType, PlainTextFormatter.MimeType, "application/json"]).Distinct()
                        ),
                        $"Register one: Formatter.Register<{value.GetType().Name}>(x => …, \"{mimeType}\")."
                    ),
                ],
                error
            );
        }
        catch (Exception error) when (!asked && error is not (OperationCanceledException or WorkbenchException))
        {
            // A formatter or a property that throws must not take the value's other forms away.
            return mimeType == PlainTextFormatter.MimeType
                ? $"{value.GetType()} (its text/plain formatter failed: {error.GetBaseException().Message})"
                : null;
        }
    }

    private static void Meet(Type type)
    {
        if (!Seen.TryAdd(type, true))
            return;
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (one.FullName is { } name && Awaited.TryGetValue(name, out var register) && Met.TryAdd(one, true))
                register(one);
        }
    }

    private static JsonNode? Document(string mimeType, string text)
    {
        if (mimeType != "application/json" && !mimeType.EndsWith("+json", StringComparison.Ordinal))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException([new Fault($"{mimeType} is a JSON document", error.Message)], error);
        }
    }
}
