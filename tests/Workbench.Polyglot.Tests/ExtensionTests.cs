using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Polyglot;

namespace Workbench.Polyglot.Tests;

/// <summary>What the extension says where it cannot work.</summary>
public sealed class ExtensionTests
{
    [Fact]
    public async Task A_host_of_another_version_is_told_which_one_is_needed()
    {
        // The few types that every generation has; there is no directive and no proxy.
        var host = CSharpCompilation.Create(
            "Microsoft.DotNet.Interactive",
            [
                CSharpSyntaxTree.ParseText(
                    """
                    [assembly: System.Reflection.AssemblyInformationalVersion("1.0.0-beta.22103.1+abc")]
                    [assembly: System.Reflection.AssemblyVersion("1.0.0.0")]
                    namespace Microsoft.DotNet.Interactive
                    {
                        public abstract class Kernel { }
                        public class AnyKernel : Kernel { }
                        public interface IKernelExtension { System.Threading.Tasks.Task OnLoadAsync(Kernel kernel); }
                    }
                    """,
                    cancellationToken: TestContext.Current.CancellationToken
                ),
            ],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        Assert.Empty(
            host.Emit(image, cancellationToken: TestContext.Current.CancellationToken)
                .Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)
        );
        var context = new OldHost(image.ToArray());
        // As a host does it: all public types, an instance of each extension, its method.
        var type = Assert.Single(context.LoadFromAssemblyPath(typeof(WorkbenchExtension).Assembly.Location).GetExportedTypes());
        var kernel = Activator.CreateInstance(context.Host.GetType("Microsoft.DotNet.Interactive.AnyKernel")!);
        var error = await Assert.ThrowsAsync<NotSupportedException>(() =>
            (Task)type.GetMethod("OnLoadAsync")!.Invoke(Activator.CreateInstance(type), [kernel])!
        );
        Assert.Equal(
            "The Transformer Workbench's extension is made for .NET Interactive 1.0.0-beta.26120.1; this host is 1.0.0-beta.22103.1, and "
                + "Microsoft.DotNet.Interactive.Directives.KernelActionDirective is missing. Update it (dotnet tool update -g "
                + "Microsoft.dotnet-interactive --version 1.0.712001), "
                + "or use the Workbench's own Jupyter kernel: workbench jupyter install.",
            error.Message
        );
    }

    [Fact]
    public void A_package_without_an_executable_says_so()
    {
        // The tests' folder is no package.
        var error = Assert.Throws<NotSupportedException>(WorkbenchExecutable.Find);
        Assert.StartsWith(
            "the Workbench's package must have an executable for this machine (got ",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "; there is: none. Use the Workbench's own Jupyter kernel: workbench jupyter install",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private sealed class OldHost : AssemblyLoadContext
    {
        public OldHost(byte[] image)
            : base("old host") => Host = LoadFromStream(new MemoryStream(image));

        public Assembly Host { get; }

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == "Microsoft.DotNet.Interactive" ? Host : null;
    }
}
