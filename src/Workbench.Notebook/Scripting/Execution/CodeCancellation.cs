using System.Reflection;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// The token that all compiled code of a session looks at, in every turn of a loop and at the beginning of every method: the compiler puts
/// the looks there (<see cref="Microsoft.CodeAnalysis.Emit.InstrumentationKind.ModuleCancellation"/>; at the top level,
/// <see cref="CancellationProbeRewriter"/> does). It stops loops that never heard of tokens, where nothing is half done.
/// </summary>
internal sealed class CodeCancellation
{
    private const string Holder = "<PrivateImplementationDetails>",
        FieldName = "ModuleCancellationToken";

    private readonly Lock _gate = new();
    private readonly List<FieldInfo> _fields = [];
    private CancellationTokenSource _source = new();

    /// <summary>The number by which code at the top level knows the session.</summary>
    internal int Session { get; } = CancellationProbe.NewSession();

    /// <summary>Was the running code stopped?</summary>
    internal bool IsStopped
    {
        get
        {
            lock (_gate)
                return _source.IsCancellationRequested;
        }
    }

    /// <summary>Gives an assembly the token.</summary>
    internal void Attach(Assembly assembly)
    {
        // In a submission the compiler appends its slot to the name.
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

    /// <summary>Stops the code. What waits for the token is told by other threads.</summary>
    internal void Cancel()
    {
        lock (_gate)
        {
            CancellationProbe.Set(Session, stopped: true);
            _ = _source.CancelAsync();
        }
    }

    /// <summary>The next cell begins: all code runs again.</summary>
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
