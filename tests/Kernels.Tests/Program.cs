using Workbench.Kernels.Tests;

return args is ["probe", ..] ? Probe.Run() : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
