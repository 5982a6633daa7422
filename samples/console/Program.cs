using TorchSharp;
using Workbench.Models;
using Workbench.Training;

using var model = (ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 }).Build(torch.CPU, torch.ScalarType.Float32, seed: 1);
using var optimiser = new Optimiser(model, new TrainingConfig());
Console.WriteLine($"loss {TrainingStep.Take(model, optimiser, torch.randint(65, [12, 65]), learningRate: 1e-3):0.000}");
