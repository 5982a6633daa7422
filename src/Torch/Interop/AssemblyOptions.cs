using System.Runtime.CompilerServices;

// Every value that crosses the native border is blittable, and no stack memory needs clearing before a call.
[assembly: DisableRuntimeMarshalling]
[module: SkipLocalsInit]
