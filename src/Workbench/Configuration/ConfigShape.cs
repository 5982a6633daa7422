using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Workbench.Configuration;

/// <summary>One field of a config record.</summary>
internal sealed record ConfigField(PropertyInfo Property, string Name, bool Required, bool Positional)
{
    public Type Type => Property.PropertyType;

    public InRangeAttribute? Range { get; } = Property.GetCustomAttribute<InRangeAttribute>();

    /// <summary>Whether the property's declared type excludes null. A file can still contain null.</summary>
    public bool NeverNull { get; } = new NullabilityInfoContext().Create(Property).ReadState == NullabilityState.NotNull;

    public object? Of(object config) => Property.GetValue(config);
}

/// <summary>Reflection over a config record type: its settable properties in order, its constructor, its clone method.</summary>
internal sealed class ConfigShape
{
    private static readonly ConditionalWeakTable<Type, ConfigShape> Known = [];

    private readonly ConstructorInfo _constructor;
    private readonly MethodInfo? _clone;

    private ConfigShape(Type type)
    {
        Type = type;
        _clone = type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance);
        _constructor =
            type.GetConstructors()
                .Where(one => one.GetParameters() is not [var only] || only.ParameterType != type)
                .MaxBy(one => one.GetParameters().Length)
            ?? throw new ArgumentException($"{type} has no public constructor: a config record needs one", nameof(type));
        var parameters = _constructor.GetParameters();
        var properties = Lineage(type).SelectMany(Declared).ToList();
        var positional =
            properties.FirstOrDefault(one => one.IsDefined(typeof(PositionalAttribute)))?.Name ?? parameters.FirstOrDefault()?.Name;
        Fields =
        [
            .. properties.Select(property => new ConfigField(
                property,
                Names.Field(property.Name),
                parameters.Any(one => one.Name == property.Name && !one.HasDefaultValue)
                    || property.IsDefined(typeof(RequiredMemberAttribute)),
                property.Name == positional
            )),
        ];
    }

    public Type Type { get; }

    public IReadOnlyList<ConfigField> Fields { get; }

    // The keys are weak because a record defined in a notebook cell can be unloaded.
    public static ConfigShape Of(Type type) => Known.GetValue(type, static one => new ConfigShape(one));

    public ConfigField? Find(string name) => Fields.FirstOrDefault(field => Names.Same(name, field.Name));

    /// <summary>
    /// A record with the given fields set and the others at their defaults. A missing required field gets the default of its type.
    /// </summary>
    public object Create(IReadOnlyDictionary<ConfigField, object?> values)
    {
        var byName = values.ToDictionary(pair => pair.Key.Property.Name, pair => pair.Value);
        var arguments = _constructor
            .GetParameters()
            .Select(parameter =>
                byName.TryGetValue(parameter.Name!, out var given) ? given
                : parameter.HasDefaultValue ? Default(parameter)
                : parameter.ParameterType.IsValueType ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType)
                : null
            )
            .ToArray();
        var record = _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        foreach (var (field, value) in values)
        {
            if (!_constructor.GetParameters().Any(parameter => parameter.Name == field.Property.Name))
                field.Property.SetValue(record, value);
        }
        return record;
    }

    /// <summary>A copy with one field changed.</summary>
    public object With(object config, ConfigField field, object? value)
    {
        var copy = _clone is null ? Create(Fields.ToDictionary(one => one, one => one.Of(config))) : _clone.Invoke(config, null)!;
        field.Property.SetValue(copy, value);
        return copy;
    }

    /// <summary>The default of a field; null for a required field.</summary>
    public object? DefaultOf(ConfigField field) => field.Required ? null : field.Of(Create(new Dictionary<ConfigField, object?>()));

    private static object? Default(ParameterInfo parameter) =>
        parameter.DefaultValue is { } value && parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, value)
        : parameter.DefaultValue is null
        && parameter.ParameterType.IsValueType
        && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType)
        : parameter.DefaultValue;

    // Base type first: the fields of the family come before those of the variant.
    private static IEnumerable<Type> Lineage(Type type)
    {
        var line = new Stack<Type>();
        for (var one = type; one is not null && one != typeof(object); one = one.BaseType)
            line.Push(one);
        return line;
    }

    private static IEnumerable<PropertyInfo> Declared(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(one =>
                one.SetMethod is { IsPublic: true }
                && one.GetMethod is { IsPublic: true }
                && one.GetIndexParameters().Length == 0
                && one.GetMethod.GetBaseDefinition() == one.GetMethod
                && !one.IsDefined(typeof(System.Text.Json.Serialization.JsonIgnoreAttribute))
            );
}
