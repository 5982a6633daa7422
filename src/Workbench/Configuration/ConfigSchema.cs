using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Workbench.Configuration;

/// <summary>The JSON schema of a YAML file, for editors: completion, descriptions, faults while typing.</summary>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema of a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    public static string Of<T>()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Described };
        var schema = (JsonObject)Options.GetJsonSchemaAsNode(typeof(T), exporter);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Described(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;
        if (context.TypeInfo.PolymorphismOptions is not null && schema["anyOf"] is JsonArray variants)
            return Family(variants);
        // A plain YAML scalar in the place of a text is that text, whatever it looks like.
        if (context.TypeInfo.Type == typeof(string))
            schema["type"] =
                schema["type"] is JsonArray
                    ? new JsonArray("string", "number", "boolean", "null")
                    : new JsonArray("string", "number", "boolean");
        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property && XmlDocs.Summary(property) is { Length: > 0 } summary)
            schema.Insert(0, "description", summary);
        return schema;
    }

    /// <summary>A variant of a family: its short form, or a mapping with its name under "variant".</summary>
    private static JsonObject Family(JsonArray variants)
    {
        const string discriminator = "$type";
        var mappings = variants.Select(one =>
        {
            var mapping = (JsonObject)one!.DeepClone();
            var properties = (JsonObject)mapping["properties"]!;
            var name = properties[discriminator]!.DeepClone();
            properties.Remove(discriminator);
            properties.Insert(0, ConfigNode.VariantKey, name);
            mapping.Insert(0, "type", "object");
            mapping["required"] = new JsonArray(ConfigNode.VariantKey);
            return (JsonNode)mapping;
        });
        return new() { ["anyOf"] = new JsonArray([new JsonObject { ["type"] = "string" }, .. mappings]) };
    }
}
