using Workbench.Ablation;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>
/// What a run is called decides whether it is computed again. A field that is added with <see cref="IntroducedWithAttribute"/> leaves these
/// names as
/// they are; whoever changes one here gives up every run that anybody has recorded.
/// </summary>
public class RunIdentityTests
{
    private static RunConfig Golden =>
        new()
        {
            Model = ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 },
            Data = "sotu",
            Seed = 1,
            DataFingerprint = "d",
            Tokenizer = new Workbench.Tokenizers.Characters(),
            TokenizerFingerprint = "t",
        };

    [Fact]
    public void The_names_of_recorded_runs_hold()
    {
        Assert.Equal(GoldenText, ConfigTree.CanonicalJson(new RunConfig.IdentityContent(Golden, "cpu", 1)));
        Assert.Equal(GoldenId, ConfigTree.Identity(new RunConfig.IdentityContent(Golden, "cpu", 1)));
    }

    [Fact]
    public void What_cannot_change_a_result_is_no_part_of_a_name_and_what_can_is()
    {
        var same = Golden with { Data = "somewhere/else.txt", Train = Golden.Train with { CheckpointEvery = 7 } };
        Assert.Equal(Golden.Id, same.Id);
        RunConfig[] others =
        [
            Golden with
            {
                Seed = 2,
            },
            Golden with
            {
                DataFingerprint = "e",
            },
            Golden with
            {
                TokenizerFingerprint = "u",
            },
            Golden with
            {
                Dtype = "float64",
            },
            Golden with
            {
                Device = "cuda:0",
            },
            Golden with
            {
                Code = "c0de",
            },
            Golden with
            {
                Train = Golden.Train with { Steps = 7 },
            },
            Golden with
            {
                Model = Golden.Model with { Dropout = 0.1 },
            },
        ];
        Assert.Equal(others.Length + 1, others.Select(config => config.Id).Append(Golden.Id).Distinct().Count());
        Assert.Equal((Golden with { Device = "cuda:0" }).Id, (Golden with { Device = "cuda:1" }).Id);
    }

    // The SHA-256 of the text below, as sha256sum gives it.
    private const string GoldenId = "306ebcf1cd054662a16dbdea6e82146433c257b078d52d44efeaf59710d5e9bc";

    private const string GoldenText = """
        {"deviceKind":"cpu","numericsVersion":1,"run":{"dataFingerprint":"d","dtype":"float32","model":{"attention":{"variant":"full"},"context":64,"dropout":0,"feedForward":{"multiple":4,"variant":"gelu"},"headCount":4,"heads":{"variant":"mha"},"initialisation":{"scaleResidual":true,"std":0.02,"variant":"gpt2"},"layers":4,"norm":{"epsilon":1E-05,"variant":"layernorm"},"placement":"pre","position":{"variant":"learned"},"tieEmbeddings":true,"vocabulary":65,"width":128},"seed":1,"task":{"variant":"char-lm"},"tokenizerFingerprint":"t","train":{"batchSize":12,"beta1":0.9,"beta2":0.95,"clip":1,"divergenceFactor":3,"epsilon":1E-08,"evalLengths":"","evaluateEvery":null,"evaluationWindows":128,"learningRate":0.001,"minimumLearningRate":null,"schedule":"cosine","steps":1000,"warmup":null,"weightDecay":0.1}}}
        """;
}
