using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Configuration;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>A requested parameter.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">The typed YAML value.</param>
/// <param name="Texts">The value with numbers and booleans as their source text, for variables of type string or list of strings: 007,
/// 1e3.</param>
/// <param name="Written">The source text of the value, for string variables; null for values from a file.</param>
/// <param name="Source">"-p", or the parameter file.</param>
/// <param name="Optional">Whether a notebook that does not declare the parameter gets a warning instead of an error.</param>
internal sealed record RequestedParameter(string Name, JsonNode? Value, JsonNode? Texts, string? Written, string Source, bool Optional);

/// <summary>The requested parameters. Injects them into notebooks as papermill does.</summary>
internal sealed partial class ParameterSet
{
    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Identifier();

    private ParameterSet(IReadOnlyList<RequestedParameter> asked) => Asked = asked;

    /// <summary>The parameters in order, with unique names.</summary>
    public IReadOnlyList<RequestedParameter> Asked { get; }

    /// <summary>Reads the parameters; <paramref name="written"/> takes precedence over the file.</summary>
    /// <param name="written">Items of the form "name=value".</param>
    /// <param name="file">A YAML file, or null. The file may serve several notebooks; each notebook takes the parameters that it
    /// declares.</param>
    /// <exception cref="InvalidInputException">The parameters are invalid; lists every fault.</exception>
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
                faults.Add(new Fault("a parameter must be a name and a value", one, "name=value", null, "-p"));
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
                    new Fault(
                        "a parameter's name must be a valid variable name",
                        parameter.Name,
                        "letters, digits and _",
                        null,
                        parameter.Source
                    )
                );
        }
    }

    /// <summary>
    /// Injects the parameters into a notebook: a cell tagged <c>injected-parameters</c> after the cell tagged <c>parameters</c>, or in
    /// place of an earlier injected cell.
    /// </summary>
    /// <param name="document">The notebook; changed in place.</param>
    /// <param name="name">The notebook's name in messages.</param>
    /// <param name="warn">Reports a warning.</param>
    /// <param name="folder">The notebook's folder.</param>
    /// <returns>The injected values by name, for papermill's metadata.</returns>
    /// <exception cref="InvalidInputException">The notebook does not declare a parameter, or a value does not fit its type; lists every
    /// fault.</exception>
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
        foreach (var requested in Asked)
        {
            var known = declared?.FirstOrDefault(one => one.Name == requested.Name);
            if (declared is not null && known is null)
            {
                var names = declared.Select(one => one.Name).ToList();
                if (requested.Optional)
                    warn($"{name} declares no parameter {requested.Name}; the value from {requested.Source} is ignored");
                else
                    faults.Add(
                        new Fault(
                            "the notebook declares no such parameter",
                            requested.Name,
                            names.Count > 0 ? string.Join(", ", names) : "none",
                            Nearest.Question(requested.Name, names),
                            $"{name}, cell {document.NumberOf(at)}"
                        )
                    );
                continue;
            }
            var isPlain = known?.Type is { } plain && ParameterValue.Knows(plain);
            var (declaredType, values) = known is null || isPlain ? (known?.Type, null) : types.Value.Of(known.Name) ?? (known.Type, null);
            // A string variable gets the source text, brackets included, unless the text is quoted.
            var isText =
                declaredType?.TrimEnd('?') is "string" && requested is { Written: not (null or ['"' or '\'', ..]), Value: not null };
            var ofTexts = values is not null || (declaredType is { } type && ParameterValue.IsOfTexts(type));
            var value = isText ? JsonValue.Create(requested.Written) : (ofTexts ? requested.Texts : requested.Value)?.DeepClone();
            var literal = ParameterValue.Literal(value, declaredType, values);
            var isKnown = isPlain || values is not null || declaredType is null || ParameterValue.Knows(declaredType);
            var refusal = literal is null || isKnown ? null : types.Value.Refusal(declaredType!, literal);
            if (literal is null || refusal is not null)
            {
                var got = requested.Written ?? requested.Value?.ToJsonString() ?? "null";
                var allowed = values?.Allowed ?? ParameterValue.Allowed(declaredType!);
                var rule = $"the parameter {requested.Name} is of type {declaredType}";
                faults.Add(new Fault(rule, got, allowed, refusal, $"{name}, {requested.Source}"));
                continue;
            }
            lines.Add($"{declaredType ?? ParameterValue.FreeType(value)} {requested.Name} = {literal};");
            injected[requested.Name] = value;
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
                $"{name} has no cell tagged \"{CellTags.Parameters}\": the parameters are set in a new cell at the top, and a "
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
