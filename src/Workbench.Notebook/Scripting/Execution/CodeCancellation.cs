using System.Reflection;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// The token that all compiled code of a session checks at every loop iteration and method entry. Roslyn inserts the checks
/// (<see cref="Microsoft.CodeAnalysis.Emit.InstrumentationKind.ModuleCancellation"/>), at the top level
/// <see cref="CancellationProbeRewriter"/>. Stops loops that observe no token, between their iterations.
/// </summary>
internal sealed class CodeCancellation
{
    private const string Holder = "<PrivateImplementationDetails>",
        FieldName = "ModuleCancellationToken";

    private readonly Lock _gate = new();
    private readonly List<FieldInfo> _fields = [];
    private CancellationTokenSource _source = new();

    /// <summary>The session's number in the checks of top-level code.</summary>
    internal int Session { get; } = CancellationProbe.NewSession();

    /// <summary>Whether the running code was cancelled.</summary>
    internal bool IsStopped
    {
        get
        {
            lock (_gate)
                return _source.IsCancellationRequested;
        }
    }

    /// <summary>Sets the token of an assembly.</summary>
    internal void Attach(Assembly assembly)
    {
        // The compiler appends the submission slot to the name.
        if (
            Array
                .Find(assembly.GetTypes(), static type => type.Name.StartsWith(Holder, StringComparison.Ordinal))
                ?.GetField(FieldName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            is not { } field
        )
            return;
        lock (_gate)
        {
            _fields.Add(field);
            field.SetValue(null, _source.Token);
        }
    }

    /// <summary>Cancels the code. Callbacks of the token run on other threads.</summary>
    internal void Cancel()
    {
        lock (_gate)
        {
            CancellationProbe.Set(Session, stopped: true);
            _ = _source.CancelAsync();
        }
    }

    /// <summary>Resets the token for the next cell.</summary>
    internal void Renew()
    {
        lock (_gate)
        {
            if (!_source.IsCancellationRequested)
                return;
            CancellationProbe.Set(Session, stopped: false);
            _source = new CancellationTokenSource();
            foreach (var field in _fields)
                field.SetValue(null, _source.Token);
        }
    }
}
