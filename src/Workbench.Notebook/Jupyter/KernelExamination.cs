using Workbench.Notebook.Jupyter.Specs;
using Workbench.Notebook.Jupyter.ZeroMq;
using Workbench.Operations;

namespace Workbench.Notebook.Jupyter;

/// <summary>Checks the requirements of the notebook kernel for the doctor: libzmq, and a kernelspec for front ends.</summary>
public static class KernelExamination
{
    /// <summary>Runs the checks; installs nothing.</summary>
    /// <param name="host">The environment.</param>
    public static Examination Of(HostEnvironment host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var findings = new List<Finding>();
        var complaints = new List<DoctorIssue>();
        try
        {
            findings.Add(new("libzmq", LibZmq.Version()));
        }
        catch (InvalidInputException missing)
        {
            findings.Add(new("libzmq", "not found"));
            complaints.AddRange(missing.Faults.Select(fault => new DoctorIssue(fault.Rule, fault.NextStep ?? "install it")));
        }
        var specs = new JupyterList(host).Find(null);
        findings.Add(
            new(
                "kernelspec",
                specs.Count == 0
                    ? $"not installed; {new CommandRef("jupyter install")} makes the kernel known to VS Code and Jupyter"
                    : string.Join(", ", specs.Select(spec => spec.Folder))
            )
        );
        complaints.AddRange(
            specs
                .Where(spec => spec.Problem is not null)
                .Select(spec => new DoctorIssue(
                    $"the kernelspec {spec.Folder} will not start: {spec.Problem!.Split("; ")[0]}",
                    spec.Problem.Split("; ")[^1]
                ))
        );
        return new(findings, complaints);
    }
}
