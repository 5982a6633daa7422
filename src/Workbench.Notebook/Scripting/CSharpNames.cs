namespace Workbench.Notebook.Scripting;

/// <summary>The C# names of types.</summary>
internal static class CSharpNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    /// <summary>The type's name in C#, or the name of the nearest base type that a cell can name.</summary>
    internal static (Type Type, string Text) Of(Type type)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
            if (Name(candidate) is { } name)
                return (candidate, name);
        return (typeof(object), "object");
    }

    /// <summary>
    /// The type's name without namespaces, for display: <c>Dictionary&lt;string, int[]&gt;</c>, <c>int?</c>, <c>(int, string)</c>.
    /// </summary>
    internal static string Short(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return $"{Short(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return $"{Short(inner)}?";
        if (type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal))
            return "anonymous type";
        if (!type.IsGenericType)
            return type.Name;
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Short));
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({arguments})"
            : $"{type.Name.Split('`')[0]}<{arguments}>";
    }

    private static string? Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return Name(type.GetElementType()!) is { } element ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : null;
        if (
            type.IsPointer
            || type.IsByRef
            || type.IsGenericParameter
            || type.Name.StartsWith('<')
            || !(type.IsPublic || type.IsNestedPublic)
        )
            return null;
        var arguments = type.GetGenericArguments().Select(Name).ToArray();
        if (arguments.Contains(null))
            return null;
        var used = 0;
        return Qualified(type, arguments!, ref used);
    }

    private static string? Qualified(Type type, string[] arguments, ref int used)
    {
        var outer = "";
        if (type.DeclaringType is { } declaring)
        {
            // Types of cells are nested in the submission class, which code does not name.
            if (!declaring.Name.StartsWith("Cell_", StringComparison.Ordinal))
            {
                if (!(declaring.IsPublic || declaring.IsNestedPublic) || Qualified(declaring, arguments, ref used) is not { } name)
                    return null;
                outer = name + ".";
            }
        }
        else
            outer = type.Namespace is { } space ? $"global::{space}." : "global::";
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return outer + type.Name;
        var count = int.Parse(type.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
        var own = string.Join(", ", arguments.Skip(used).Take(count));
        used += count;
        return $"{outer}{type.Name[..tick]}<{own}>";
    }
}
