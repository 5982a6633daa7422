using Workbench.Configuration;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// The config of a recorded run, with the variants with which the run was trained. Until this object is disposed, these variants shadow
/// later registrations of the same names in the current async flow.
/// </summary>
public sealed class RunVariants : IDisposable
{
    private readonly IDisposable? _shadow;

    private RunVariants(RunFolder folder, bool shadowed)
    {
        if (shadowed)
            _shadow = Variants.Shadow([.. Plugins.Read(folder.ReadPlugins().Where(File.Exists)).SelectMany(plugin => plugin.Variants)]);
        try
        {
            Config = folder.ReadConfig();
            Code = Plugins.CodeOf(Config);
        }
        catch
        {
            _shadow?.Dispose();
            throw;
        }
    }

    /// <summary>The run's config.</summary>
    public RunConfig Config { get; }

    private string Code { get; }

    /// <summary>Reads a run's config. Loads the stored code of its variants when the registered code differs.</summary>
    /// <exception cref="InvalidInputException">The folder is not a run's, or the code of its variants no longer exists.</exception>
    public static RunVariants Of(RunFolder folder) => Of(folder, exact: true);

    /// <summary>As <see cref="Of(RunFolder)"/>, for display only: falls back to the currently registered variants when the stored code is
    /// gone.</summary>
    internal static RunVariants NearestOf(RunFolder folder) => Of(folder, exact: false);

    private static RunVariants Of(RunFolder folder, bool exact)
    {
        ArgumentNullException.ThrowIfNull(folder);
        RunVariants? registered = null;
        InvalidInputException? unknown = null;
        try
        {
            registered = new RunVariants(folder, shadowed: false);
        }
        catch (InvalidInputException error) when (folder.ReadPlugins().Count > 0)
        {
            unknown = error;
        }
        if (registered is not null && registered.Code == registered.Config.Code)
            return registered;
        if (registered is not null && !exact && !folder.ReadPlugins().Any(File.Exists))
            return registered;
        var stored =
            unknown is null || folder.ReadPlugins().Any(File.Exists)
                ? new RunVariants(folder, shadowed: true)
                : throw Gone(folder, unknown);
        if (stored.Code == stored.Config.Code || !exact)
            return stored;
        stored.Dispose();
        throw new InvalidInputException(
            "the run was trained with another build of its plug-in",
            stored.Code,
            stored.Config.Code,
            "Load the build that the run was trained with: --plugin file.dll",
            "plugin"
        );
    }

    private static InvalidInputException Gone(RunFolder folder, InvalidInputException unknown) =>
        new(
            [
                .. unknown.Faults,
                new(
                    "the code of the run's variants no longer exists",
                    string.Join(", ", folder.ReadPlugins()),
                    null,
                    "Register the variant again: run its cell, or load its assembly with --plugin.",
                    folder.Path
                ),
            ],
            unknown
        );

    /// <inheritdoc/>
    public void Dispose() => _shadow?.Dispose();
}
