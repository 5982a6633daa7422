using Workbench.Notebook.Scripting.Packages;

namespace Workbench.Notebook.Tests.Scripting;

/// <summary>What a restore left is used again only while all of its files are there.</summary>
public sealed class RestoredPackagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void An_emptied_packages_folder_is_seen(bool assembly, bool native, bool whole)
    {
        var packages = _folder.File("packages");
        if (assembly)
            Touch("one/1.0.0/lib/net8.0/One.dll");
        if (native)
            Touch("one/1.0.0/runtimes/linux-x64/native/libone.so");
        var assets = _folder.Write(
            "project.assets.json",
            $$"""
            {
              "targets": { "net10.0": {}, "net10.0/linux-x64": { "One/1.0.0": {
                "runtime": { "lib/net8.0/One.dll": {}, "lib/net8.0/_._": {} }, "native": { "runtimes/linux-x64/native/libone.so": {} } } } },
              "libraries": { "One/1.0.0": { "path": "one/1.0.0" } },
              "packageFolders": { "{{packages}}": {} }
            }
            """
        );
        var restored = RestoredPackages.Read(assets);
        Assert.Equal(whole, restored.IsWhole);
        Assert.Equal(assembly ? 1 : 0, restored.Assemblies.Count);
        Assert.Equal(native ? 1 : 0, restored.Natives.Count);

        void Touch(string name)
        {
            var path = Path.Combine(packages, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }
}
