using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Configuration;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>One parameter that was asked for.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">Its value, as YAML reads it.</param>
/// <param name="Texts">The same with numbers and truth values as they are written: 007 and 1e3 are texts where a text is declared, or a
/// list of them.</param>
/// <param name="Written">The value as the user wrote it; a text variable gets this and not what YAML makes of it.</param>
/// <param name="Source">"-p", or the file that it comes from.</param>
/// <param name="Optional">Whether a notebook that does not declare it may leave it out, with a warning.</param>
internal sealed record RequestedParameter(string Name, JsonNode? Value, JsonNode? Texts, string? Written, string Source, bool Optional);

/// <summary>The parameters that were asked for, and their way into a notebook: papermill's.</summary>
internal sealed partial class ParameterSet
{
    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Identifier();

    private ParameterSet(IReadOnlyList<RequestedParameter> asked) => Asked = asked;

    /// <summary>In order; of one name there is one.</summary>
    public IReadOnlyList<RequestedParameter> Asked { get; }

    /// <summary>Reads what was asked; <paramref name="written"/> goes before what a file says.</summary>
    /// <param name="written">"name=value" each.</param>
    /// <param name="file">A YAML file, or null; it may serve several notebooks, so each takes those of its names that it declares.</param>
    /// <exception cref="InvalidInputException">What is wrong, all at once.</exception>
    public static ParameterSet Read(IEnumerable<string> written, string? file)
    {
        var faults = new List<Fault>();
        var asked = new Dictionary<string, RequestedParameter>(StringComparer.Ordinal);
        foreach (var ((name, value), (_, texts)) in file is null ? [] : ParameterFile.Read(file))
            Take(new RequestedParameter(name, value, texts, null, file!, Optional: true));
        foreach (var one in written)
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            var text = one[(equals + 1)..];
            if (equals <= 0)
                faults.Add(new Fault("a parameter is a name and a value", one, "name=value", null, "-p"));
            else
                Take(
                    new RequestedParameter(
                        one[..equals],
                        ParameterFile.ReadValue(text),
                        ParameterFile.ReadValue(text, asTexts: true),
                        text,
                        "-p",
                        Optional: false
                    )
                );
        }
        return faults.Count > 0 ? throw new InvalidInputException(faults) : new ParameterSet([.. asked.Values]);

        void Take(RequestedParameter parameter)
        {
            if (Identifier().IsMatch(parameter.Name))
                asked[parameter.Name] = parameter;
            else
                faults.Add(
                    new Fault("a parameter is a variable of the notebook", parameter.Name, "letters, digits and _", null, parameter.Source)
                );
        }
    }

    /// <summary>
    /// Writes the parameters into a notebook: a cell tagged <c>injected-parameters</c> after the one tagged <c>parameters</c>, or in the
    /// place of an earlier injected one.
    /// </summary>
    /// <param name="document">The notebook; it is changed.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="warn">Told what is worth knowing.</param>
    /// <param name="folder">The notebook's folder.</param>
    /// <returns>What was injected, by name, as papermill notes it.</returns>
    /// <exception cref="InvalidInputException">A parameter that the notebook does not declare, or a value that is none of its type; all at
    /// once.</exception>
    public JsonObject Inject(NotebookDocument document, string name, Action<string> warn, string folder)
    {
        var injected = new JsonObject();
        if (Asked.Count == 0)
            return injected;
        var at = Find(document, CellTags.Parameters);
        var declared = at < 0 ? null : DeclaredParameters.Of(document.Cells[at].Source);
        var types = new Lazy<ParameterTypes>(() => new ParameterTypes(document, at, folder));
        var faults = new List<Fault>();
        var lines = new List<string> { "// Parameters" };
        foreach (var asked in Asked)
        {
            var known = declared?.FirstOrDefault(one => one.Name == asked.Name);
            if (declared is not null && known is null)
            {
                var names = declared.Select(one => one.Name).ToList();
                if (asked.Optional)
                    warn($"{name} declares no parameter {asked.Name}; the value of {asked.Source} is not used there");
                else
                    faults.Add(
                        new Fault(
                            "the notebook declares no such parameter",
                            asked.Name,
                            names.Count > 0 ? string.Join(", ", names) : "none",
                            Nearest.Question(asked.Name, names),
                            $"{name}, cell {document.NumberOf(at)}"
                        )
                    );
                continue;
            }
            var isPlain = known?.Type is { } plain && ParameterValue.Knows(plain);
            var (declaredType, values) = known is null || isPlain ? (known?.Type, null) : types.Value.Of(known.Name) ?? (known.Type, null);
            // A text alone is what was written, brackets and all, whatever YAML makes of it.
            var isText = declaredType?.TrimEnd('?') is "string" && asked is { Written: not (null or ['"' or '\'', ..]), Value: not null };
            var ofTexts = values is not null || (declaredType is { } type && ParameterValue.IsOfTexts(type));
            var value = isText ? JsonValue.Create(asked.Written) : (ofTexts ? asked.Texts : asked.Value)?.DeepClone();
            var literal = ParameterValue.Literal(value, declaredType, values);
            var isKnown = isPlain || values is not null || declaredType is null || ParameterValue.Knows(declaredType);
            var refusal = literal is null || isKnown ? null : types.Value.Refusal(declaredType!, literal);
            if (literal is null || refusal is not null)
            {
                var got = asked.Written ?? asked.Value?.ToJsonString() ?? "null";
                var allowed = values?.Allowed ?? ParameterValue.Allowed(declaredType!);
                var rule = $"the parameter {asked.Name} is of type {declaredType}";
                faults.Add(new Fault(rule, got, allowed, refusal, $"{name}, {asked.Source}"));
                continue;
            }
            lines.Add($"{declaredType ?? ParameterValue.FreeType(value)} {asked.Name} = {literal};");
            injected[asked.Name] = value;
        }
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        if (injected.Count > 0)
            Place(document, string.Join('\n', lines), at, name, warn);
        return injected;
    }

    private static void Place(NotebookDocument document, string code, int declaredAt, string name, Action<string> warn)
    {
        var cell = NotebookCell.OfCode(code, CellTags.InjectedParameters);
        var earlier = Find(document, CellTags.InjectedParameters);
        if (earlier >= 0)
        {
            document.RemoveAt(earlier);
            document.Insert(earlier, cell);
            return;
        }
        if (declaredAt < 0)
            warn(
                $"{name} has no cell tagged \"{CellTags.Parameters}\": the parameters are set in a new cell at its top, and a "
                    + $"later cell may set them again"
            );
        document.Insert(declaredAt + 1, cell);
    }

    private static int Find(NotebookDocument document, string tag)
    {
        for (var i = 0; i < document.Cells.Count; i++)
        {
            if (document.Cells[i].Kind == CellKind.Code && CellTags.Has(document.Cells[i], tag))
                return i;
        }
        return -1;
    }
}
