using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Configuration;

namespace Workbench.Weights;

/// <summary>Reads a config.json of Hugging Face's; collects all faults.</summary>
/// <param name="json">The config.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class ForeignConfig(JsonObject json, string path)
{
    private readonly List<Fault> _faults = [];

    /// <summary>A size; a fault when it is missing.</summary>
    public int Size(string name) => (int)Number(name, null, whole: true);

    /// <summary>A size with a default, also for null.</summary>
    public int Size(string name, int otherwise) => (int)Number(name, otherwise, whole: true);

    /// <summary>A number with a default.</summary>
    public double Number(string name, double otherwise) => Number(name, otherwise, whole: false);

    /// <summary>A truth value with a default.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (json[name] is not { } node)
            return otherwise;
        if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
            return node.GetValue<bool>();
        Refuse(name, "true or false");
        return otherwise;
    }

    /// <summary>A word with a default.</summary>
    public string Text(string name, string otherwise)
    {
        if (json[name] is not { } node)
            return otherwise;
        if (node.GetValueKind() == JsonValueKind.String)
            return node.GetValue<string>();
        Refuse(name, "a text");
        return otherwise;
    }

    /// <summary>An object of the config; null when there is none.</summary>
    public JsonObject? Part(string name) => json[name] as JsonObject;

    /// <summary>Reports a value that our models cannot have.</summary>
    public void Refuse(string name, string allowed) =>
        _faults.Add(new("our models have no such setting", json[name]?.ToJsonString() ?? "nothing", allowed, null, $"{path}: {name}"));

    /// <summary>Reports a value unless it is the one that our models have.</summary>
    public void Require(string name, bool value, bool otherwise)
    {
        if (Flag(name, otherwise) != value)
            Refuse(name, value ? "true" : "false");
    }

    /// <summary>Returns the config unless there were faults, in the file or in what was made of it.</summary>
    /// <exception cref="InvalidInputException">Lists all faults.</exception>
    public T Checked<T>(Func<T> make)
        where T : notnull
    {
        if (_faults.Count > 0)
            throw new InvalidInputException(_faults);
        var made = make();
        var faults = ConfigTree.Validate(made);
        return faults.Count > 0
            ? throw new InvalidInputException([.. faults.Select(one => one with { Path = $"{path}: {one.Path}" })])
            : made;
    }

    private double Number(string name, double? otherwise, bool whole)
    {
        if (json[name] is not { } node)
        {
            if (otherwise is null)
                _faults.Add(new("a setting is missing", null, "a positive whole number", null, $"{path}: {name}"));
            return otherwise ?? 1;
        }
        // A number can be a JsonElement or a value that this program put there.
        if (
            node.GetValueKind() == JsonValueKind.Number
            && double.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && (!whole || (value is >= 1 and <= int.MaxValue && value == Math.Floor(value)))
        )
            return value;
        _faults.Add(new("not a number", node.ToJsonString(), whole ? "a positive whole number" : "a number", null, $"{path}: {name}"));
        return otherwise ?? 1;
    }
}
