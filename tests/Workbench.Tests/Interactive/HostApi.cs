// What the extension uses of .NET Interactive: declarations after its public API, with just enough behind them to call handlers and to see what is
// published. Not compiled with the tests: they compile the extension against it, once for each generation of hosts.
//   ANCIENT   before July 2024: magics are System.CommandLine commands, there are no directives
//   FIRST     July 2024: FormattedValue is in the root namespace
//   (none)    the last release
#nullable disable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
#if FIRST || ANCIENT
namespace Microsoft.DotNet.Interactive
#else
namespace Microsoft.DotNet.Interactive.Formatting
#endif
{
    public class FormattedValue
    {
        public FormattedValue(string mimeType, string value) => (MimeType, Value) = (mimeType, value);

        public string MimeType { get; }

        public string Value { get; }
    }
}

namespace Microsoft.DotNet.Interactive
{
#if !FIRST && !ANCIENT
    using Microsoft.DotNet.Interactive.Formatting;
#endif

    public abstract class Kernel
    {
        public Kernel RootKernel { get; internal set; } = FakeHost.Root;

        public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
        {
            var code = (SubmitCode)command;
            return FakeHost.Submit(code.Code, code.TargetKernelName).ContinueWith(done => { done.GetAwaiter().GetResult(); return new KernelCommandResult(); }, TaskScheduler.Default);
        }

#if !ANCIENT
        public void AddDirective<TCommand>(Directives.KernelActionDirective directive, Func<TCommand, KernelInvocationContext, Task> handler) where TCommand : KernelCommand
        {
            FakeHost.Directives.Add(directive.Name, directive);
            FakeHost.CommandTypes.Add(typeof(TCommand).Name);
            FakeHost.Handlers[directive.Name] = (parent, context) =>
            {
                var command = Activator.CreateInstance<TCommand>();
                command.SetParent(parent);
                return handler(command, context);
            };
        }
#endif
    }

    public sealed class CompositeKernel : Kernel
    {
        public CompositeKernel(string name = null) => RootKernel = this;
    }

    public class KernelCommandResult
    {
    }

    public static class KernelExtensions
    {
        public static Kernel FindKernelByName(this Kernel kernel, string name) => name == "csharp" ? FakeHost.CSharp : null;
    }

    public class KernelInvocationContext
    {
        private static readonly AsyncLocal<KernelInvocationContext> Flow = new();

        internal KernelInvocationContext(CancellationToken cancellation)
        {
            CancellationToken = cancellation;
            Flow.Value = this;
        }

        public static KernelInvocationContext Current => Flow.Value;

        public Kernel HandlingKernel { get; internal set; } = FakeHost.CSharp;

        public CancellationToken CancellationToken { get; }

        public void Publish(KernelEvent @event)
        {
            lock (FakeHost.Published)
            {
                if (@event is DisplayEvent shown)
                {
                    foreach (var form in shown.FormattedValues)
                        FakeHost.Published.Add((@event.GetType().Name, shown.ValueId, form.MimeType, form.Value));
                }
            }
        }
    }

    /// <summary>How the tests drive it, in types that need no reference.</summary>
    public static class FakeHost
    {
        public static Kernel Root { get; } = new CompositeKernel();

        public static Kernel CSharp { get; } = new CSharp.CSharpKernel();

        public static Func<string, string, Task> Submit { get; set; }

        public static Dictionary<string, object> Directives { get; } = [];

        public static HashSet<string> CommandTypes { get; } = [];

        public static Dictionary<string, Func<KernelCommand, KernelInvocationContext, Task>> Handlers { get; } = [];

        public static Dictionary<string, object> Variables { get; } = [];

        public static List<(string Event, string Id, string MimeType, string Value)> Published { get; } = [];

        /// <summary>Enters a submission, as a host does before it runs code.</summary>
        public static void Enter(CancellationToken cancellation) => _ = new KernelInvocationContext(cancellation);

        /// <summary>Runs the directives of a cell, as a host's parser hands them out.</summary>
        public static async Task RunAsync(string code, CancellationToken cancellation)
        {
            var cell = new SubmitCode(code);
            foreach (var line in code.Split('\n'))
            {
                if (line.StartsWith("#!"))
                    await Handlers[line.Split(' ')[0]](cell, new KernelInvocationContext(cancellation));
            }
        }
    }
}

namespace Microsoft.DotNet.Interactive.CSharp
{
    public class CSharpKernel : Kernel
    {
        public bool TryGetValue<T>(string name, out T value)
        {
            value = FakeHost.Variables.TryGetValue(name, out var found) ? (T)found : default;
            return found is not null;
        }
    }
}

namespace Microsoft.DotNet.Interactive.Commands
{
    public abstract class KernelCommand
    {
        protected KernelCommand(string targetKernelName = null) => TargetKernelName = targetKernelName;

        public KernelCommand Parent { get; private set; }

        public string TargetKernelName { get; internal set; }

        public void SetParent(KernelCommand parent, bool bubbleEvents = false) => Parent = parent;
    }

    public class SubmitCode : KernelCommand
    {
        public SubmitCode(string code, string targetKernelName = null)
            : base(targetKernelName) => Code = code;

        public string Code { get; internal set; }
    }

#if !ANCIENT
    public abstract class KernelDirectiveCommand : KernelCommand
    {
    }
#endif
}

namespace Microsoft.DotNet.Interactive.Events
{
#if !FIRST && !ANCIENT
    using Microsoft.DotNet.Interactive.Formatting;
#endif

    public abstract class KernelEvent
    {
        protected KernelEvent(KernelCommand command) => Command = command;

        public KernelCommand Command { get; }
    }

    public abstract class DisplayEvent : KernelEvent
    {
        protected DisplayEvent(object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
            : base(command) => (Value, FormattedValues, ValueId) = (value, formattedValues ?? [], valueId);

        public object Value { get; }

        public IReadOnlyCollection<FormattedValue> FormattedValues { get; }

        public string ValueId { get; }
    }

    public class DisplayedValueProduced : DisplayEvent
    {
        public DisplayedValueProduced(object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
            : base(value, command, formattedValues, valueId)
        {
        }
    }

    public class DisplayedValueUpdated : DisplayEvent
    {
        public DisplayedValueUpdated(object value, string valueId, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null)
            : base(value, command, formattedValues, valueId)
        {
            if (string.IsNullOrWhiteSpace(valueId))
                throw new ArgumentException("Value cannot be null or whitespace.", nameof(valueId));
        }
    }

    public class StandardOutputValueProduced : DisplayEvent
    {
        public StandardOutputValueProduced(KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
            : base(null, command, formattedValues, valueId)
        {
        }
    }

    public class StandardErrorValueProduced : DisplayEvent
    {
        public StandardErrorValueProduced(KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
            : base(null, command, formattedValues, valueId)
        {
        }
    }
}

#if !ANCIENT
namespace Microsoft.DotNet.Interactive.Directives
{
    public abstract class KernelDirective
    {
        protected KernelDirective(string name) => Name = name;

        public string Name { get; init; }

        public string Description { get; set; }

        public bool Hidden { get; set; }

        public ICollection<KernelDirectiveParameter> Parameters { get; } = new List<KernelDirectiveParameter>();
    }

    public class KernelActionDirective : KernelDirective
    {
#if FIRST
        public KernelActionDirective(string name)
            : base(name)
        {
        }
#else
        public KernelActionDirective(string name, string description = null)
            : base(name) => Description = description;
#endif

        public Type KernelCommandType { get; set; }
    }

    public class KernelDirectiveParameter
    {
        public KernelDirectiveParameter(string name, string description = null) => (Name, Description) = (name, description ?? "");

        public string Name { get; }

        public string Description { get; init; }

        public bool AllowImplicitName { get; init; }

        public int MaxOccurrences { get; init; } = 1;

        public bool Required { get; init; }

        public string TypeHint { get; init; } = "text";

#if FIRST
        public bool Flag { get; set; }
#else
        public bool Flag { get; init; }
#endif
    }
}
#endif
