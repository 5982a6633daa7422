using System.Diagnostics;
using System.Text.Json;
using Workbench.Ablation;
using Workbench.Notebook.Jupyter.Specs;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Jupyter.Specs;

/// <summary>Installing, listing and removing the kernelspec, without Python.</summary>
public class KernelSpecTests
{
    private sealed class Quiet : IProgress<OperationEvent>
    {
        public void Report(OperationEvent value) { }
    }

    private static HostEnvironment In(string folder, string? repository = null, params (string Name, string Value)[] variables)
    {
        var all = variables.Prepend(("HOME", folder)).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return new(
            XdgFolders.FromEnvironment(all.GetValueOrDefault),
            TimeProvider.System,
            folder,
            all.GetValueOrDefault,
            new WorkerCommand("/opt/workbench-cli", ["worker"]),
            repository
        );
    }

    private static Task<InstalledSpec> Install(HostEnvironment host, KernelSpecLocation? place = null) =>
        new JupyterInstall(host).RunAsync(
            place ?? new KernelSpecLocation(false, null, false, "workbench"),
            new Quiet(),
            TestContext.Current.CancellationToken
        );

    private static Task<UninstalledSpec> Uninstall(HostEnvironment host, KernelSpecLocation? place = null) =>
        new JupyterUninstall(host).RunAsync(
            place ?? new KernelSpecLocation(false, null, false, "workbench"),
            new Quiet(),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public async Task It_is_installed_listed_replaced_and_removed()
    {
        using var shell = new Shell();
        var folder = shell.In(".local", "share", "jupyter", "kernels", "workbench");
        Assert.Equal("the kernel is not installed; to install: ./workbench jupyter install\n", (await shell.Run("jupyter", "list")).Out);
        Assert.StartsWith($"installed the kernelspec workbench in {folder}\n", (await shell.Run("jupyter", "install")).Out);
        Assert.Equal(
            ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.StartsWith($"replaced the kernelspec workbench in {folder}\n", (await shell.Run("jupyter", "install", "--user")).Out);
        Assert.Contains(
            "the kernelspec's program does not exist; run ./workbench jupyter install in the current clone",
            (await shell.Run("jupyter", "list")).Out
        );
        Assert.Equal($"removed the kernelspec workbench from {folder}\n", (await shell.Run("jupyter", "uninstall")).Out);
        Assert.False(Directory.Exists(folder));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(folder)!));
        var again = await shell.Run("jupyter", "uninstall");
        Assert.Equal(
            (
                ExitCode.BadUsage,
                $"error: there is no such kernelspec (got {folder}). List the installed kernelspecs: ./workbench jupyter list\n"
            ),
            (again.Code, again.Error)
        );
    }

    [Fact]
    public async Task Its_document_names_the_clones_launcher_and_what_that_needs()
    {
        using var folder = new TemporaryFolder();
        var launcher = Path.Combine(folder.Path, "workbench");
        await File.WriteAllTextAsync(launcher, "", TestContext.Current.CancellationToken);
        var spec = await Install(In(folder.Path, folder.Path, ("DOTNET_ROOT", "/opt/dotnet"), ("WORKBENCH_BUILD_ARGS", "")));
        Assert.Equal(launcher, spec.Program);
        using var document = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(spec.Folder, "kernel.json"), TestContext.Current.CancellationToken)
        );
        var root = document.RootElement;
        Assert.Equal(
            [launcher, "jupyter", "kernel", "--connection-file", "{connection_file}"],
            root.GetProperty("argv").EnumerateArray().Select(one => one.GetString())
        );
        Assert.Equal("""{"DOTNET_ROOT":"/opt/dotnet","WORKBENCH_BUILD":"never"}""", JsonSerializer.Serialize(root.GetProperty("env")));
        Assert.Equal(
            ("Workbench (C#)", "C#", "message", "5.5", false),
            (
                root.GetProperty("display_name").GetString(),
                root.GetProperty("language").GetString(),
                root.GetProperty("interrupt_mode").GetString(),
                root.GetProperty("kernel_protocol_version").GetString(),
                root.GetProperty("metadata").GetProperty("debugger").GetBoolean()
            )
        );
    }

    [Fact]
    public async Task Places_are_jupyters()
    {
        using var folder = new TemporaryFolder();
        string At(params string[] parts) => Path.Combine([folder.Path, .. parts]);
        var variables = new[] { ("JUPYTER_DATA_DIR", At("data")), ("VIRTUAL_ENV", At("env")), ("XDG_DATA_HOME", At("xdg")) };
        Assert.Equal(At("data", "kernels", "workbench"), (await Install(In(folder.Path, null, variables))).Folder);
        Assert.Equal(At("xdg", "jupyter", "kernels", "workbench"), (await Install(In(folder.Path, null, variables[1..]))).Folder);
        Assert.Equal(
            At("env", "share", "jupyter", "kernels", "mine"),
            (await Install(In(folder.Path, null, variables), new KernelSpecLocation(false, null, true, "mine"))).Folder
        );
        Assert.Equal(
            At("p", "share", "jupyter", "kernels", "workbench"),
            (await Install(In(folder.Path, null, variables), new KernelSpecLocation(false, "p", false, "workbench"))).Folder
        );
        var listed = await new JupyterList(In(folder.Path, null, [.. variables, ("JUPYTER_PATH", At("p", "share", "jupyter"))])).RunAsync(
            null,
            new Quiet(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["p", "data", "env"], listed.Select(one => Path.GetRelativePath(folder.Path, one.Folder).Split('/')[0]));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_at_once()
    {
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Install(In(folder.Path), new KernelSpecLocation(true, "/p", true, "my kernel"))
        );
        Assert.Equal(
            """
            only one location may be given; allowed: one of --user, --prefix, --sys-prefix. Omit the others
            --sys-prefix: no Python environment is active. Activate an environment first, or give its folder with --prefix
            --name: the name is invalid for Jupyter (got my kernel); allowed: letters, digits, '.', '-' and '_'. Choose another name
            """.ReplaceLineEndings("\n"),
            error.Message
        );
        foreach (var name in new[] { "..", ".", "a/b", "" })
            await Assert.ThrowsAsync<InvalidInputException>(() =>
                Install(In(folder.Path), new KernelSpecLocation(false, null, false, name))
            );
    }

    [Fact]
    public async Task Another_programs_spec_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var host = In(folder.Path);
        var other = Path.Combine(folder.Path, ".local", "share", "jupyter", "kernels", "python3");
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(
            Path.Combine(other, "kernel.json"),
            """{"argv":["python3"],"metadata":{"debugger":true}}""",
            TestContext.Current.CancellationToken
        );
        var place = new KernelSpecLocation(false, null, false, "python3");
        Assert.StartsWith(
            "a kernelspec of another program has this name",
            (await Assert.ThrowsAsync<InvalidInputException>(() => Install(host, place))).Message
        );
        Assert.StartsWith(
            "this kernelspec belongs to another program",
            (await Assert.ThrowsAsync<InvalidInputException>(() => Uninstall(host, place))).Message
        );
        Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(other)!));
    }

    [Fact]
    public async Task Removing_keeps_what_others_have_put_there()
    {
        using var folder = new TemporaryFolder();
        var host = In(folder.Path);
        var spec = await Install(host);
        await File.WriteAllTextAsync(Path.Combine(spec.Folder, "kernel.js"), "", TestContext.Current.CancellationToken);
        Assert.Equal(["kernel.js"], (await Uninstall(host)).Kept);
        Assert.Equal(["kernel.js"], Directory.GetFiles(spec.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_refused_and_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        // A file where a folder is needed: not even root gets past it.
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "p"), "", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Install(In(folder.Path), new KernelSpecLocation(false, "p", false, "workbench"))
        );
        Assert.StartsWith("the kernelspec cannot be written: ", error.Message);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Jupyter_finds_it()
    {
        using var folder = new TemporaryFolder();
        await Install(In(folder.Path, null, ("JUPYTER_DATA_DIR", folder.Path)));
        var start = new ProcessStartInfo(
            JupyterClient.Python,
            [
                "-c",
                "import json; from jupyter_client.kernelspec import KernelSpecManager as M; s = "
                    + "M().get_kernel_spec('workbench'); print(json.dumps([s.display_name, s.language, s.interrupt_mode, "
                    + "sorted(s.to_dict())]))",
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_DATA_DIR"] = folder.Path;
        using var python = Process.Start(start)!;
        Assert.StartsWith(
            """["Workbench (C#)", "C#", "message", """,
            await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
    }
}
