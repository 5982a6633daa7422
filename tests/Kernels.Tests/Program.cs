using Workbench.Kernels;
using Workbench.Kernels.Tests;

if (args is ["probe", ..])
    return Probe.Run();

// Before any test, as programs do: once TorchSharp has freed a number, its own function stays in place.
NativeKernels.Load();
return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
