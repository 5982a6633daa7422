using System.Globalization;
using System.Security;
using Workbench.Ablation;
using Workbench.Configuration;

namespace Workbench.Operations;

/// <summary>The files of a plug-in's project.</summary>
/// <param name="name">The variant's name.</param>
/// <param name="family">The variant's family.</param>
/// <param name="folder">The project's folder.</param>
internal sealed class VariantProject(string name, string family, string folder)
{
    private const string Output = "bin";
    private const string Prefix = "Workbench.Operations.Templates.";

    /// <summary>The families that a plug-in can extend: those with an example.</summary>
    public static IReadOnlyList<string> Families { get; } =
    [
        .. typeof(VariantProject)
            .Assembly.GetManifestResourceNames()
            .Where(one => one.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(one => one[Prefix.Length..^".txt".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The family that a word means, which can be an axis such as "ffn"; null when there is none.</summary>
    public static string? FamilyOf(string word) => Families.FirstOrDefault(family => family == word || AxisOf(family) == word);

    /// <summary>Writes the project.</summary>
    /// <returns>The names of the files.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public IReadOnlyList<string> Write(HostEnvironment host)
    {
        var files = new Dictionary<string, string>
        {
            [$"{name}.csproj"] = Project(host.Repository),
            [$"{ClassName}.cs"] = Example(),
            ["README.md"] = ReadMe(host),
        };
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (file, text) in files)
                File.WriteAllText(Path.Combine(folder, file), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException([new($"the folder cannot be written: {error.Message}", folder, null, null, "--out")], error);
        }
        return [.. files.Keys];
    }

    /// <summary>The commands that build, check and compare the variant.</summary>
    public IReadOnlyList<string> Commands(HostEnvironment host)
    {
        var place = host.FromHere(folder);
        var plugin = $"--plugin {ShellWord.Of(Path.Combine(place, Output, $"{name}.dll"))}";
        var axis = AxisOf(family);
        return
        [
            $"dotnet build {ShellWord.Of(place)} -c Release",
            $"{new CommandRef($"check {axis}={name} {plugin}")}",
            $"{new CommandRef($"ablate {axis}={Variants.NamesOf(TypeOf(family))[0]},{name} {plugin} --task copy --seeds 3 --steps 200")}",
        ];
    }

    /// <summary>The abstract record of a family.</summary>
    public static Type TypeOf(string family) => Variants.Families.Single(one => Variants.NameOfFamily(one) == family);

    // "mean-abs" of the norms is MeanAbsNorm.
    private string ClassName => Pascal(name) + Pascal(family);

    private static string Pascal(string words) =>
        string.Concat(
            words.Split('-').Where(word => word.Length > 0).Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..])
        );

    private static string AxisOf(string family)
    {
        var path = family == "feed-forward" ? "model.feedForward" : $"model.{family}";
        return StudyGrammar.Aliases.FirstOrDefault(one => one.Value == path).Key ?? path;
    }

    private string Example()
    {
        using var stream = typeof(VariantProject).Assembly.GetManifestResourceStream($"{Prefix}{family}.txt")!;
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Replace("VARIANT_CLASS", ClassName, StringComparison.Ordinal)
            .Replace("VARIANT_NAME", name, StringComparison.Ordinal);
    }

    // The Workbench brings its own assemblies and TorchSharp when it loads the plug-in, so none of them is copied beside it.
    private string Project(string? clone)
    {
        var references = clone is null ? Assemblies() : Source(Path.GetRelativePath(folder, clone));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <OutputPath>{Output}/</OutputPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
                <UseArtifactsOutput>false</UseArtifactsOutput>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>

            """;
    }

    private static string Source(string clone)
    {
        var project = Xml(Path.Combine(clone, "src", "Workbench", "Workbench.csproj"));
        var version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        return $"""
            <ProjectReference Include="{project}" Private="false" />
                <PackageReference Include="TorchSharp" Version="{version}" ExcludeAssets="runtime" />
            """;
    }

    // Without a clone, what this program consists of.
    private static string Assemblies() =>
        string.Join(
            "\n    ",
            new[] { typeof(VariantProject), typeof(Kernels.Philox), typeof(TorchSharp.torch) }.Select(type =>
                $"""<Reference Include="{Xml(type.Assembly.Location)}" Private="false" />"""
            )
        );

    private string ReadMe(HostEnvironment host) =>
        $"""
            # {name}: a variant of {family} for the Transformer Workbench

            `{ClassName}.cs` is an example that works. Change it, then build it, check it and compare it. `check` runs the contract
            that every built-in variant passes. The commands are for the folder in which this project was written:

            ```sh
            {string.Join("\n", Commands(host))}
            ```

            """;

    private static string Xml(string text) => SecurityElement.Escape(text);
}
