using Workbench.Configuration;

namespace Workbench.Models.Contracts;

/// <summary>One dimension of the space of tested configs.</summary>
/// <param name="Path">Its path in a <see cref="TransformerConfig"/>.</param>
/// <param name="Values">The values, the simplest first; a failing config is shrunk towards it.</param>
/// <param name="IsSize">Whether the axis is a width or a count; its largest value is used except when shrinking.</param>
public sealed record ContractAxis(string Path, IReadOnlyList<string> Values, bool IsSize = false);

/// <summary>The space of tiny models on which the contract is checked: a cross product of variants, some of which can be pinned.</summary>
public sealed class ContractSpace
{
    /// <summary>Maximum number of tokens that checks read within the context.</summary>
    public const int Tokens = 12;

    // Axes whose other values do not go with everything: the simplest is taken where they do not.
    private static readonly string[] Choosy = ["architecture", "embeddingWidth", "finalNorm"];

    // The axes after the first three cycle through their values at these periods, so that different pairs of values are combined.
    private static readonly int[] Steps = [1, 2, 6, 3, 5, 7, 11, 10, 12, 4, 9, 13, 8];

    private readonly IReadOnlyList<KeyValuePair<string, string>> _pins;

    private ContractSpace(IReadOnlyList<ContractAxis> axes, IReadOnlyList<KeyValuePair<string, string>> pins) =>
        (Axes, _pins) = (axes, pins);

    /// <summary>All built-in variants. The first three axes interact inside attention, so all their combinations are tested.</summary>
    public static ContractSpace Ours { get; } =
        new(
            [
                new(
                    "attention",
                    [
                        "full",
                        "linear:chunk=4",
                        "rfa:8:chunk=4",
                        "rfa:8:gate=true:orthogonal=true:chunk=4",
                        "performer:12:chunk=4",
                        "performer:8:kernel=favor:chunk=4",
                        "performer:6:kernel=hyperbolic:orthogonal=false:chunk=4",
                        "linear",
                        "performer:12",
                        "window:4",
                        "delta:chunk=4",
                    ]
                ),
                new(
                    "position",
                    [
                        "none",
                        "learned",
                        "sinusoidal",
                        "rope",
                        "rope:layout=half-split:scaling=linear:factor=2",
                        "alibi",
                        "t5:6:max-distance=9",
                        "shaw:3",
                    ]
                ),
                new("heads", ["mha", "mqa", "gqa:2"]),
                new(
                    "architecture",
                    ["decoder", "encoder", "encoder-decoder", "prefix-lm", "encoder-rnn:encoder-layers=1", "encoder:segments=2"]
                ),
                new("placement", ["pre", "post", "sandwich", "parallel"]),
                new("norm", ["layernorm", "rmsnorm", "scalenorm"]),
                new("feedForward", ["relu", "gelu", "swiglu", "gelu:form=tanh", "silu", "geglu", "reglu", "glu", "bilinear"]),
                new("tieEmbeddings", ["true", "false"]),
                new("embeddingScale", ["none", "sqrt-width", "fix-norm"]),
                new("embeddingNorm", ["false", "true"]),
                new("embeddingWidth", ["0", "8"]),
                new("finalNorm", ["true", "false"]),
                new("queryKeyNorm", ["none", "rms-norm", "layer-norm"]),
                new("bias", ["true", "false"]),
                new("initialisation", ["gpt2:std=0.2", "xavier", "small"]),
                new("valueRank", ["0", "1"]),
                new("layers", ["1", "2"], IsSize: true),
                new("headCount", ["1", "2", "4"], IsSize: true),
                new("width", ["2", "4", "8", "16"], IsSize: true),
            ],
            []
        );

    /// <summary>The axes.</summary>
    public IReadOnlyList<ContractAxis> Axes { get; }

    /// <summary>The base of all configs.</summary>
    public static TransformerConfig Base { get; } =
        new()
        {
            Layers = 2,
            Width = 16,
            HeadCount = 4,
            Context = Tokens,
            Vocabulary = 11,
        };

    /// <summary>This space with settings pinned in every config.</summary>
    /// <param name="settings">By path: "position" → "mine:scale=2", "width" → "32".</param>
    public ContractSpace With(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var given = settings.ToList();
        return new(
            [
                .. Axes.Select(axis =>
                    given.FindLast(one => Names.Same(axis.Path, one.Key)) is { Key: not null } pin
                        ? axis with
                        {
                            Values = [pin.Value],
                        }
                        : axis
                ),
            ],
            [.. _pins, .. given]
        );
    }

    /// <summary>The config for one value index per axis.</summary>
    public TransformerConfig At(IReadOnlyList<int> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        // Shorter paths first: a variant is chosen before its parameters are set.
        return Axes.Select((axis, i) => KeyValuePair.Create(axis.Path, axis.Values[choices[i]]))
            .Concat(_pins.OrderBy(pin => pin.Key.Count(letter => letter == '.')))
            .Aggregate(Base, (config, one) => ConfigTree.With(config, one.Key, one.Value));
    }

    /// <summary>
    /// The valid combinations of the first three axes, the simplest first; the other axes cycle through their values.
    /// </summary>
    /// <param name="count">Maximum number of configs, spread evenly over all.</param>
    public IReadOnlyList<int[]> Choices(int count = int.MaxValue)
    {
        var (all, turn) = (new List<int[]>(), 0);
        IReadOnlyList<int[]> meeting =
        [
            .. Axes.Take(3)
                .Aggregate(
                    (IEnumerable<int[]>)
                        [
                            [],
                        ],
                    (some, axis) => from left in some from value in Enumerable.Range(0, axis.Values.Count) select (int[])[.. left, value]
                ),
        ];
        // One round covers all combinations. When only few are valid (a position encoding for full attention only), further rounds combine
        // them with other values of the remaining axes.
        for (var round = 0; round == 0 || (count < int.MaxValue && all.Count > 0 && all.Count < count && round < count); round++)
        {
            foreach (var first in meeting)
            {
                int[] choices =
                [
                    .. first,
                    .. Axes.Skip(3).Select((axis, i) => axis.IsSize ? axis.Values.Count - 1 : turn / Steps[i] % axis.Values.Count),
                ];
                turn++;
                if (Nearest(choices) is { } near && !all.Exists(known => known.SequenceEqual(near)))
                    all.Add(near);
            }
        }
        return all.Count <= count ? all : [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
    }

    // The choices themselves, or with as few choosy axes at their simplest as make them valid: an attention that is causal only, which
    // takes no encoder, is checked with a decoder. Null when that does not help.
    private int[]? Nearest(int[] choices)
    {
        var axes = Choosy.Select(path => Axes.ToList().FindIndex(axis => axis.Path == path)).ToList();
        return Enumerable
            .Range(0, 1 << axes.Count)
            .OrderBy(mask => int.PopCount(mask))
            .Select(mask =>
                choices.Select((choice, i) => axes.IndexOf(i) is var at and >= 0 && (mask >> at & 1) != 0 ? 0 : choice).ToArray()
            )
            .FirstOrDefault(IsValid);
    }

    private bool IsValid(IReadOnlyList<int> choices) => ConfigTree.Validate(At(choices)).Count == 0;

    /// <summary>The faults of the simplest config; empty when some combination is valid.</summary>
    public IReadOnlyList<Fault> Faults() =>
        Choices(1).Count > 0 ? [] : ConfigTree.Validate(At([.. Axes.Select(axis => axis.IsSize ? axis.Values.Count - 1 : 0)]));

    /// <summary>Shrinks a failing config, one axis at a time, to a simplest config that still fails.</summary>
    /// <param name="choices">Value indices of a failing config.</param>
    /// <param name="fails">Whether a config fails.</param>
    public int[] Shrink(int[] choices, Func<TransformerConfig, bool> fails)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(fails);
        for (var again = true; again; )
        {
            again = false;
            for (var axis = 0; axis < choices.Length && !again; axis++)
            {
                for (var simpler = 0; simpler < choices[axis] && !again; simpler++)
                {
                    int[] tried = [.. choices[..axis], simpler, .. choices[(axis + 1)..]];
                    var config = At(tried);
                    if (ConfigTree.Validate(config).Count > 0 || !fails(config))
                        continue;
                    (choices, again) = (tried, true);
                }
            }
        }
        return choices;
    }

    /// <summary>A config as settings: pins, sizes, and all values that are not the simplest.</summary>
    public string Describe(IReadOnlyList<int> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var others = Axes.Select((axis, i) => (Axis: axis, Choice: choices[i]))
            .Where(one => (one.Axis.IsSize || one.Choice > 0) && !_pins.Any(pin => Names.Same(one.Axis.Path, pin.Key)));
        return string.Join(
            ' ',
            _pins.Select(pin => $"{pin.Key}={pin.Value}").Concat(others.Select(one => $"{one.Axis.Path}={one.Axis.Values[one.Choice]}"))
        );
    }
}
