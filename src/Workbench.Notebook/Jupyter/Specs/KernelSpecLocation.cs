using System.CommandLine;
using System.Text.RegularExpressions;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter.Specs;

/// <summary>The location of a kernelspec.</summary>
/// <param name="User">The user's folder (<c>--user</c>), which is also the default.</param>
/// <param name="Prefix">An installation prefix; null for none.</param>
/// <param name="SysPrefix">The active Python environment.</param>
/// <param name="Name">The kernelspec's name.</param>
public sealed record KernelSpecLocation(bool User, string? Prefix, bool SysPrefix, string Name);

/// <summary>The location options of <c>jupyter kernelspec install</c>.</summary>
internal sealed partial class KernelSpecLocationOptions
{
    private readonly Option<bool> _user = new("--user")
    {
        Description = "For the current user (the default): $JUPYTER_DATA_DIR, or ~/.local/share/jupyter",
    };
    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Under an installation prefix: DIR/share/jupyter",
        HelpName = "dir",
    };
    private readonly Option<bool> _sysPrefix = new("--sys-prefix")
    {
        Description = "In the active Python environment ($VIRTUAL_ENV or $CONDA_PREFIX)",
    };
    private readonly Option<string> _name = new("--name")
    {
        Description = "The kernelspec's name, which notebooks store",
        HelpName = "name",
        DefaultValueFactory = _ => KernelSpec.DefaultName,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _user, _prefix, _sysPrefix, _name })
            command.Options.Add(option);
    }

    public KernelSpecLocation Bind(ParseResult parsed) =>
        new(parsed.GetValue(_user), parsed.GetValue(_prefix), parsed.GetValue(_sysPrefix), parsed.GetValue(_name)!);

    /// <summary>The folder of the kernelspec.</summary>
    /// <exception cref="InvalidInputException">Several locations, no active environment, or an invalid name; lists every fault.</exception>
    public static string Folder(KernelSpecLocation place, HostEnvironment host)
    {
        var folders = new JupyterFolders(host);
        var faults = new List<Fault>();
        if (Convert.ToInt32(place.User) + Convert.ToInt32(place.Prefix is not null) + Convert.ToInt32(place.SysPrefix) > 1)
            faults.Add(new Fault("only one location may be given", null, "one of --user, --prefix, --sys-prefix", "Omit the others"));
        if (place.SysPrefix && folders.Active is null)
            faults.Add(
                new Fault(
                    "no Python environment is active",
                    null,
                    null,
                    "Activate an environment first, or give its folder with --prefix",
                    "--sys-prefix"
                )
            );
        if (!ValidName().IsMatch(place.Name))
            faults.Add(
                new Fault(
                    "the name is invalid for Jupyter",
                    place.Name,
                    "letters, digits, '.', '-' and '_'",
                    "Choose another name",
                    "--name"
                )
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var data =
            place.Prefix is { } prefix ? folders.Of(prefix)
            : place.SysPrefix ? folders.Of(folders.Active!)
            : folders.User;
        return Path.Combine(JupyterFolders.Kernels(data), place.Name);
    }

    [GeneratedRegex(@"^(?!\.+$)[A-Za-z0-9._\-]+$")]
    private static partial Regex ValidName();
}
