// Handle counts, the interrupt flag and the default generator belong to the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
