using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbench.Notebook.Display;

/// <summary>
/// Formats values as MIME bundles with the formatters of Microsoft.DotNet.Interactive.Formatting, the Workbench's own and those that cells
/// register.
/// </summary>
public static class Formatting
{
    private static readonly Lazy<bool> Registered = new(() => Formatters.Register());
    private static readonly ConcurrentDictionary<string, Action<Type>> Deferred = [];
    private static readonly ConcurrentDictionary<Type, bool> Seen = [];
    private static readonly ConcurrentDictionary<Type, bool> DeferredDone = [];

    /// <summary>
    /// Registers the Workbench's formatters, once per process. Call before the first cell, so that formatters that cells register take
    /// precedence.
    /// </summary>
    public static void Prepare() => _ = Registered.Value;

    /// <summary>Defers registration of a type's formatters until a value of the type is first shown.</summary>
    /// <param name="fullName">The type's full name.</param>
    /// <param name="register">Registers the formatters; gets the type.</param>
    public static void WhenSeen(string fullName, Action<Type> register) => Deferred[fullName] = register;

    /// <summary>Formats a value as a MIME bundle.</summary>
    /// <param name="value">Any value; a <see cref="MimeBundle"/> is copied unchanged.</param>
    /// <param name="mimeTypes">The MIME types, best first; empty for the type's default types. Plain text is always added.</param>
    /// <exception cref="InvalidInputException">The value cannot be formatted as a requested MIME type.</exception>
    public static MimeBundle BundleOf(object? value, params IReadOnlyList<string> mimeTypes)
    {
        Prepare();
        if (value is MimeBundle bundle)
            return new MimeBundle(bundle.Data.DeepClone().AsObject(), bundle.Metadata.DeepClone().AsObject());
        if (value is null)
            return MimeBundle.Plain(Formatter.NullString);
        RunDeferred(value.GetType());
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

    /// <summary>An intermediate result that several forms of a bundle share, cached for the bundle in progress on this thread.</summary>
    /// <param name="value">The source value: the cache key, by reference, together with the result's type.</param>
    /// <param name="make">Computes the result.</param>
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
            if (TextOf(value, mimeType, requested: mimeTypes?.Contains(mimeType) == true) is { } text)
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

    /// <summary>A bundle of text that is already in a MIME type.</summary>
    /// <param name="mimeType">The text's MIME type.</param>
    /// <param name="content">The text.</param>
    /// <exception cref="InvalidInputException">The MIME type is a JSON type and the text is not JSON.</exception>
    public static MimeBundle Raw(string mimeType, string content)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        ArgumentNullException.ThrowIfNull(content);
        var data = new JsonObject { [mimeType] = Document(mimeType, content) };
        data.TryAdd(PlainTextFormatter.MimeType, content);
        return new MimeBundle(data);
    }

    /// <summary>A value as HTML for use inside other HTML, such as a table cell.</summary>
    internal static Html HtmlOf(object? value)
    {
        if (value is Html html)
            return html;
        if (value is null or string || DefaultMimeTypes.IsScalar(value.GetType()))
            return Html.Of($"{Convert.ToString(value ?? Formatter.NullString, System.Globalization.CultureInfo.InvariantCulture)}");
        RunDeferred(value.GetType());
        return new Html(TextOf(value, HtmlFormatter.MimeType, requested: false) ?? Html.Escape(value.GetType().Name));
    }

    private static string? TextOf(object value, string mimeType, bool requested)
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
        catch (ArgumentException error) when (requested && error.Message.StartsWith("No formatter", StringComparison.Ordinal))
        {
            var forms = Formatter
                .RegisteredFormatters()
                .Where(one => one.Type != typeof(object) && one.Type.IsInstanceOfType(value))
                .Select(one => one.MimeType);
            throw new InvalidInputException(
                [
                    new Fault(
                        $"{value.GetType().Name} cannot be shown as this MIME type",
                        mimeType,
                        string.Join(
                            ", ",
                            forms.Concat([HtmlFormatter.MimeType, PlainTextFormatter.MimeType, "application/json"]).Distinct()
                        ),
                        $"Register a formatter: Formatter.Register<{value.GetType().Name}>(x => …, \"{mimeType}\")."
                    ),
                ],
                error
            );
        }
        catch (Exception error) when (!requested && error is not (OperationCanceledException or WorkbenchException))
        {
            // A formatter or property that throws must not remove the value's other forms.
            return mimeType == PlainTextFormatter.MimeType
                ? $"{value.GetType()} (its text/plain formatter failed: {error.GetBaseException().Message})"
                : null;
        }
    }

    private static void RunDeferred(Type type)
    {
        if (!Seen.TryAdd(type, true))
            return;
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (one.FullName is { } name && Deferred.TryGetValue(name, out var register) && DeferredDone.TryAdd(one, true))
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
            throw new InvalidInputException([new Fault($"{mimeType} must be a JSON document", error.Message)], error);
        }
    }
}
