using System.Collections;
using System.Globalization;
using System.Text.Json;
using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Notebook.Scripting;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>The text that replaces <c>@name</c> in a magic.</summary>
internal static class VariableText
{
    private const string Allowed = "text, numbers, true and false, enums, variants, runs, studies, and lists of these";

    // A sequence may be infinite, and a list may contain itself.
    private const int LongestList = 10_000;
    private const int DeepestList = 2;

    /// <summary>The text of a variable. Adds a fault and returns "" when the variable is missing or has no text.</summary>
    public static string Of(string name, IReadOnlyList<CellVariable> variables, ICollection<Fault> faults)
    {
        if (variables.LastOrDefault(one => one.Name == name) is not { } variable)
        {
            var known = variables.Select(one => $"@{one.Name}").ToList();
            faults.Add(
                new Fault(
                    "there is no such variable",
                    $"@{name}",
                    null,
                    $"{Nearest.Question($"@{name}", known)} #!whos lists them; write @@{name} for the text itself".TrimStart()
                )
            );
            return "";
        }
        if (Of(variable.Value, DeepestList) is { } text)
            return text;
        faults.Add(
            new Fault(
                "this variable cannot be converted to a magic's argument",
                $"@{name} is {(variable.Value is null ? "null" : CSharpNames.Short(variable.Value.GetType()))}",
                Allowed
            )
        );
        return "";
    }

    /// <summary>The text of a value; null without one.</summary>
    private static string? Of(object? value, int depth) =>
        value switch
        {
            null => null,
            string text => text,
            bool truth => truth ? "true" : "false",
            Enum name => JsonNamingPolicy.KebabCaseLower.ConvertName(name.ToString()),
            char letter => letter.ToString(),
            FileSystemInfo file => file.FullName,
            RunRecord run => run.Id,
            RunListing run => run.Id,
            RunDetails run => run.Run.Id,
            TrainResult run => run.Id,
            AblateResult study => study.Folder,
            _ when Variants.FindFamily(value.GetType()) is not null => Variants.Format(value),
            IFormattable number when value.GetType().IsPrimitive || value is decimal or Half or Int128 => number.ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            IEnumerable list when depth > 0 => List(list, depth - 1),
            _ => null,
        };

    private static string? List(IEnumerable list, int depth)
    {
        var texts = list.Cast<object?>().Take(LongestList + 1).Select(item => Of(item, depth)).ToList();
        return texts.Count > LongestList || texts.Contains(null) ? null : string.Join(',', texts);
    }
}
