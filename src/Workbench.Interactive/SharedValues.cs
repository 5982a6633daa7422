using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using Workbench.Notebook;
using Workbench.Notebook.Display;

namespace Workbench.Interactive;

/// <summary>Shares variables with other kernels: as JSON, or in a display form such as text/html.</summary>
/// <param name="interpreter">The interpreter whose session holds the variables.</param>
internal sealed class SharedValues(NotebookInterpreter interpreter)
{
    /// <summary>Publishes the list of variables.</summary>
    public Task ListAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        var infos = interpreter.Session.Variables.Select(variable => new KernelValueInfo(
            variable.Name,
            new FormattedValue(command.MimeType, Short(variable.Value)),
            variable.Type
        ));
        context.Publish(new ValueInfosProduced([.. infos], command));
        return Task.CompletedTask;
    }

    /// <summary>Publishes a variable's value in the requested MIME type.</summary>
    public Task SendAsync(RequestValue command, KernelInvocationContext context)
    {
        try
        {
            var value = interpreter.Session.Get(command.Name);
            context.Publish(new ValueProduced(value, command.Name, new FormattedValue(command.MimeType, Text(command, value)), command));
        }
        catch (InvalidInputException error)
        {
            context.Fail(command, message: error.Message);
        }
        return Task.CompletedTask;
    }

    /// <summary>Sets a variable to a value that another kernel sends. Waits for the running cell.</summary>
    public async Task TakeAsync(SendValue command, KernelInvocationContext context)
    {
        try
        {
            var value =
                command.Value
                ?? (
                    command.FormattedValue.MimeType == JsonFormatter.MimeType
                        ? JsonValues.Read(command.Name, command.FormattedValue.Value)
                        : command.FormattedValue.Value
                );
            Exception? failure = null;
            await interpreter
                .CallAsync(
                    () =>
                    {
                        try
                        {
                            interpreter.Session.Set(command.Name, value);
                        }
                        catch (InvalidInputException error)
                        {
                            failure = error;
                        }
                    },
                    new CellEvents(command, context),
                    context.CancellationToken
                )
                .ConfigureAwait(false);
            if (failure is not null)
                throw failure;
        }
        catch (InvalidInputException error)
        {
            context.Fail(command, message: error.Message);
        }
    }

    private static string Text(RequestValue command, object? value) =>
        command.MimeType == JsonFormatter.MimeType
            ? JsonValues.Write(command.Name, value)
            : CellEvents
                .Forms(Formatting.BundleOf(value, command.MimeType))
                .FirstOrDefault(form => form.MimeType == command.MimeType)
                ?.Value
                ?? throw new InvalidInputException(
                    "null cannot be shown as this MIME type",
                    command.MimeType,
                    $"{JsonFormatter.MimeType}, {PlainTextFormatter.MimeType}"
                );

    private static string Short(object? value)
    {
        const int longest = 100;
        var text = Formatting.BundleOf(value, PlainTextFormatter.MimeType).Text(PlainTextFormatter.MimeType) ?? "";
        return text.Length <= longest ? text : text[..longest] + "…";
    }
}

/// <summary>Reads and writes values as JSON, with the types that C# code would use.</summary>
internal static class JsonValues
{
    // The options of .NET Interactive's own kernels, so that values round-trip between kernels.
    private static readonly JsonSerializerOptions Options = new(JsonFormatter.SerializerOptions);

    /// <summary>A value as JSON.</summary>
    /// <exception cref="InvalidInputException">The value cannot be serialized.</exception>
    public static string Write(string name, object? value)
    {
        try
        {
            return JsonSerializer.Serialize(value, Options);
        }
        catch (Exception error) when (error is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        "a value shared with another kernel must be serializable as JSON",
                        $"{name} is {value?.GetType().Name}",
                        null,
                        "Share its numbers or its text instead, or a display form: --mime-type text/html"
                    ),
                ],
                error
            );
        }
    }

    /// <summary>JSON as a value: int, long, double, string, bool, or an array of one of these types; everything else is a
    /// JsonElement.</summary>
    /// <exception cref="InvalidInputException">The text is not JSON.</exception>
    public static object? Read(string name, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Value(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        "a value that another kernel sends as application/json must be JSON",
                        $"{name}: {Short(text)}",
                        null,
                        error.Message
                    ),
                ],
                error
            );
        }
    }

    private static object? Value(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => Number(json),
            JsonValueKind.Array => Array([.. json.EnumerateArray()]) ?? json.Clone(),
            _ => json.Clone(),
        };

    private static object Number(JsonElement json) =>
        json.TryGetInt32(out var small) ? small
        : json.TryGetInt64(out var large) ? (object)large
        : json.GetDouble();

    private static object? Array(List<JsonElement> items)
    {
        if (items.Count == 0)
            return null;
        if (items.TrueForAll(one => one.ValueKind == JsonValueKind.String))
            return items.ConvertAll(one => one.GetString()!).ToArray();
        if (items.TrueForAll(one => one.ValueKind is JsonValueKind.True or JsonValueKind.False))
            return items.ConvertAll(one => one.GetBoolean()).ToArray();
        if (!items.TrueForAll(one => one.ValueKind == JsonValueKind.Number))
            return null;
        var numbers = items.ConvertAll(Number);
        return numbers.TrueForAll(one => one is int) ? numbers.ConvertAll(one => (int)one).ToArray()
            : numbers.TrueForAll(one => one is int or long) ? numbers.ConvertAll(Convert.ToInt64).ToArray()
            : items.ConvertAll(one => one.GetDouble()).ToArray();
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
