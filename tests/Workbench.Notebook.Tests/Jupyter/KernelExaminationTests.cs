using Workbench.Ablation;
using Workbench.Notebook.Jupyter;
using Workbench.Notebook.Jupyter.Specs;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>What the doctor says of the notebook kernel.</summary>
public sealed class KernelExaminationTests
{
    [Fact]
    public async Task The_doctor_names_libzmq_and_where_the_kernel_is_installed()
    {
        using var home = new TemporaryFolder();
        var host = new HostEnvironment(
            new XdgFolders(Path.Combine(home.Path, "cache"), Path.Combine(home.Path, "data"), Path.Combine(home.Path, "config")),
            TimeProvider.System,
            home.Path,
            name => name == "HOME" ? home.Path : null,
            RealWorker.Command
        );
        var seen = (
            await new Doctor(host, KernelExamination.Of).RunAsync(
                new DoctorOptions(Measure: false, null),
                new Progress<OperationEvent>(),
                TestContext.Current.CancellationToken
            )
        ).Findings;
        Assert.Matches(@"^4\.\d+\.\d+$", seen.Single(one => one.Subject == "libzmq").Value);
        Assert.DoesNotContain(home.Path, seen.Single(one => one.Subject == "kernelspec").Value, StringComparison.Ordinal);

        var spec = Path.Combine(home.Path, ".local", "share", "jupyter", "kernels", "workbench");
        Directory.CreateDirectory(spec);
        await File.WriteAllTextAsync(Path.Combine(spec, "kernel.json"), KernelSpec.Document(host), TestContext.Current.CancellationToken);
        var installed = KernelExamination.Of(host);
        Assert.Contains(spec, installed.Findings.Single(one => one.Subject == "kernelspec").Value, StringComparison.Ordinal);

        var text = (await File.ReadAllTextAsync(Path.Combine(spec, "kernel.json"), TestContext.Current.CancellationToken)).Replace(
            KernelSpec.Look(spec).Program!,
            Path.Combine(home.Path, "gone", "workbench"),
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(Path.Combine(spec, "kernel.json"), text, TestContext.Current.CancellationToken);
        var complaint = KernelExamination.Of(host).Complaints.Single(one => one.What.Contains(spec, StringComparison.Ordinal));
        Assert.Equal(
            (
                $"the kernelspec {spec} will not start: the kernelspec's program does not exist",
                "run ./workbench jupyter install in the current clone"
            ),
            (complaint.What, complaint.Remedy)
        );
    }
}
