using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using Workbench.Data;
using Workbench.Data.Tasks;

namespace Workbench.Tests.Data;

/// <summary>What every generated task keeps, and what makes each of them that task.</summary>
public sealed class GeneratedTaskTests
{
    private static (long[][] Inputs, long[][] Targets) Rows(Batch batch) => (Rows(batch.Inputs), Rows(batch.Targets));

    private static long[][] Rows(torch.Tensor tensor) => [.. tensor.data<long>().ToArray().Chunk((int)tensor.shape[1])];

    private static (long[][] Inputs, long[][] Targets) Train(TaskConfig config, long seed, long step, int batch, int context)
    {
        using var one = config.Build(null).Train(seed, step, batch, context, torch.CPU);
        Assert.Equal([batch, context], one.Inputs.shape);
        Assert.Equal([batch, context], one.Targets.shape);
        Assert.Equal(torch.ScalarType.Int64, one.Inputs.dtype);
        return Rows(one);
    }

    private static Arbitrary<(int Symbols, int Context, int Seed)> CopySizes =>
        (
            from symbols in Gen.Choose(2, 40)
            from context in Gen.Choose(2, 33)
            from seed in Gen.Choose(0, 1000)
            select (symbols, context, seed)
        ).ToArbitrary();

    [Fact]
    public void Copy_asks_for_what_stands_before_the_separator_in_its_order() =>
        Prop.ForAll(
                CopySizes,
                sizes =>
                {
                    var (symbols, context, seed) = sizes;
                    var (inputs, targets) = Train(new Copy(symbols), seed, 0, 3, context);
                    var n = context / 2;
                    foreach (var (input, target) in inputs.Zip(targets))
                    {
                        var odd = context % 2;
                        var sequence = input[odd..(odd + n)];
                        Assert.All(sequence, symbol => Assert.InRange(symbol, 0, symbols - 1));
                        Assert.Equal(symbols, input[odd + n]);
                        Assert.Equal(sequence, target[(odd + n)..]);
                        Assert.Equal(sequence[..^1], input[(odd + n + 1)..]);
                        Assert.All(target[..(odd + n)], ignored => Assert.Equal(Batch.Ignored, ignored));
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    private static Arbitrary<(Mqar Config, int Context, int Seed)> MqarSizes =>
        (
            from pairs in Gen.Choose(1, 6)
            from moreKeys in Gen.Choose(0, 10)
            from values in Gen.Choose(2, 8)
            from gap in Gen.Choose(0, 20)
            from seed in Gen.Choose(0, 1000)
            select (new Mqar(pairs, pairs + moreKeys, values), (3 * pairs) + gap, seed)
        ).ToArbitrary();

    [Fact]
    public void Mqar_asks_each_key_once_and_never_shows_an_answer() =>
        Prop.ForAll(
                MqarSizes,
                sizes =>
                {
                    var (config, context, seed) = sizes;
                    var (inputs, targets) = Train(config, seed, 0, 3, context);
                    var filler = config.Keys + config.Values;
                    foreach (var (input, target) in inputs.Zip(targets))
                    {
                        var pairs = Enumerable.Range(0, config.Pairs).ToDictionary(i => input[2 * i], i => input[(2 * i) + 1]);
                        Assert.Equal(config.Pairs, pairs.Count);
                        Assert.All(pairs.Keys, key => Assert.InRange(key, 0, config.Keys - 1));
                        Assert.All(pairs.Values, value => Assert.InRange(value, config.Keys, filler - 1));
                        var rest = Enumerable.Range(2 * config.Pairs, context - (2 * config.Pairs)).ToList();
                        // Behind the pairs stand keys and filler alone: no value is echoed.
                        Assert.All(rest, place => Assert.True(pairs.ContainsKey(input[place]) || input[place] == filler));
                        Assert.All(rest, place => Assert.Equal(pairs.GetValueOrDefault(input[place], Batch.Ignored), target[place]));
                        Assert.Equal(pairs.Keys.Order(), rest.Where(place => input[place] != filler).Select(place => input[place]).Order());
                        Assert.All(target[..(2 * config.Pairs)], ignored => Assert.Equal(Batch.Ignored, ignored));
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    public static TheoryData<TaskConfig> Tasks => [new Copy(), new Mqar()];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_row_is_a_function_of_seed_step_and_its_number(TaskConfig config)
    {
        var large = Train(config, 5, 7, 8, 24);
        var small = Train(config, 5, 7, 3, 24);
        Assert.Equal(large.Inputs[..3], small.Inputs);
        Assert.Equal(large.Targets[..3], small.Targets);
        Assert.NotEqual(large.Inputs, Train(config, 5, 8, 8, 24).Inputs);
        Assert.NotEqual(large.Inputs, Train(config, 6, 7, 8, 24).Inputs);
        Assert.Equal(8, large.Inputs.Select(row => string.Join(' ', row)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Validation_windows_are_fixed_however_they_are_batched(TaskConfig config)
    {
        var task = config.Build(null);
        var whole = task.Validation(24, 10, 10, torch.CPU);
        var parts = task.Validation(24, 10, 4, torch.CPU);
        Assert.Equal([4, 4, 2], parts.Select(batch => batch.Count));
        Assert.Equal(Rows(Assert.Single(whole)).Inputs, parts.SelectMany(batch => Rows(batch).Inputs));
        Assert.NotEqual(Rows(whole[0]).Inputs, Train(config, 0, 0, 10, 24).Inputs);
        foreach (var batch in whole.Concat(parts))
            batch.Dispose();
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Shapes_can_be_asked_for_without_data(TaskConfig config)
    {
        using var batch = config.Build(null).Train(0, 0, 3, 24, torch.META);
        Assert.Equal((DeviceType.META, DeviceType.META), (batch.Inputs.device_type, batch.Targets.device_type));
        Assert.Equal([3L, 24], batch.Targets.shape);
    }

    /// <summary>The strategies that the floors are named after, played on the task's own windows.</summary>
    [Fact]
    public void The_shortcut_strategies_score_what_was_computed()
    {
        const int windows = 4000;
        var copy = new Copy(6).Build(null);
        var mqar = new Mqar(4, 10, 5).Build(null);
        using var copied = Assert.Single(copy.Validation(12, windows, windows, torch.CPU));
        using var recalled = Assert.Single(mqar.Validation(14, windows, windows, torch.CPU));

        double hits = 0,
            asked = 0;
        foreach (var (input, target) in Rows(copied).Inputs.Zip(Rows(copied).Targets))
        {
            // Sorted: among equally frequent symbols their order must not help.
            var bag = input[..6].Order().ToList();
            foreach (var symbol in target[6..])
            {
                hits += bag.GroupBy(one => one).MaxBy(group => group.Count())!.Key == symbol ? 1 : 0;
                asked++;
                bag.Remove(symbol);
            }
        }
        Assert.Equal(copy.Floors(12).Shortcut, hits / asked, 0.01);

        (hits, asked) = (0, 0);
        foreach (var (input, target) in Rows(recalled).Inputs.Zip(Rows(recalled).Targets))
        {
            var guess = Enumerable.Range(0, 4).Select(i => input[(2 * i) + 1]).GroupBy(one => one).MaxBy(group => group.Count())!.Key;
            hits += target.Count(answer => answer == guess);
            asked += target.Count(answer => answer != Batch.Ignored);
        }
        Assert.Equal(mqar.Floors(14).Shortcut, hits / asked, 0.01);
        Assert.Equal(1 / 6.0, copy.Floors(12).Chance, 12);
        Assert.Equal(1 / 5.0, mqar.Floors(14).Chance, 12);
    }

    [Fact]
    public void Windows_that_are_too_short_are_named()
    {
        Assert.Equal(
            "model.context: the window must hold all pairs and all queries (got 20); allowed: at least 24, three tokens a pair. "
                + "raise model.context or lower task.pairs",
            Assert.Single(new Mqar().Build(null).Check(20)).ToString()
        );
        Assert.Equal(
            "model.context: copy needs windows of at least 2 tokens (got 1); allowed: at least 2. raise model.context",
            Assert.Single(new Copy().Build(null).Check(1)).ToString()
        );
        Assert.Empty(new Mqar().Build(null).Check(24));
    }

    [Fact]
    public void Fewer_keys_than_pairs_are_refused() =>
        Assert.Contains(
            "task.keys: a window's keys must differ: there must be at least as many keys as pairs (got 4); allowed: at least 8 (pairs)",
            Workbench.Configuration.ConfigTree.Validate(new Mqar(8, 4), "task").Select(fault => fault.ToString())
        );
}
