using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Data;
using Workbench.Operations;
using Workbench.Tokenizers;

namespace Workbench.Benches;

/// <summary>What the bench of tokenizers is asked.</summary>
/// <param name="Rounds">How often each side is measured, in turns; the median counts. Default 5.</param>
public sealed record BenchTokenizersOptions(int Rounds = 5);

/// <summary>
/// Encodes the State of the Union addresses: GPT-2's tokens against the npm package gpt-tokenizer, and a Unigram model that is trained here
/// against spm_encode, on one thread each and on all cores. Both sides must give the same tokens.
/// </summary>
/// <param name="host">The data's cache.</param>
public sealed class BenchTokenizers(HostEnvironment host) : Operation<BenchTokenizersOptions, IReadOnlyList<Comparison>>
{
    private const string Package = "gpt-tokenizer";
    private const string Version = "4.0.0";
    private const string Entry = "cjs/encoding/r50k_base.js";
    private const string EntryChecksum = "7b7642fb93e26b02e3577401ddef41990d2dfa6fc268549f83964204d73cf6ac";
    private const int PieceCount = 8000;

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "How often each side is measured, in turns; the median counts",
        DefaultValueFactory = _ => new BenchTokenizersOptions().Rounds,
    };

    /// <inheritdoc/>
    public override string Name => "tokenizers";

    /// <inheritdoc/>
    public override string Summary => "Encoding against gpt-tokenizer (Node) and spm_encode, with equal tokens";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("bench tokenizers", "about a minute; needs node and Debian's sentencepiece")];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_rounds);
    }

    /// <inheritdoc/>
    public override BenchTokenizersOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_rounds));
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Comparison>> RunAsync(
        BenchTokenizersOptions options,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (options.Rounds < 1)
            throw new InvalidInputException("at least one round is measured", $"{options.Rounds}", "1 and more", null, "--rounds");
        var catalogue = new Catalogue(Path.Combine(host.Folders.Cache, "data"));
        var corpus = catalogue.Get(catalogue.Entry("sotu"), null, cancellation);
        var store = new TokenizerStore(catalogue, corpus, null, cancellation);
        var folder = Directory.CreateTempSubdirectory("workbench-tokenizers-");
        try
        {
            return Task.FromResult<IReadOnlyList<Comparison>>([
                .. Gpt2(corpus, catalogue, store, folder.FullName, options.Rounds, progress, cancellation),
                .. Unigram(corpus, store, folder.FullName, options.Rounds, progress, cancellation),
            ]);
        }
        finally
        {
            progress.Report(new TaskEnded("tokenizers"));
            folder.Delete(recursive: true);
        }
    }

    private static List<Comparison> Gpt2(
        Corpus corpus,
        Catalogue catalogue,
        TokenizerStore store,
        string folder,
        int rounds,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        catalogue.PackageFile(Package, Version, Entry, EntryChecksum, null, cancellation);
        var texts = corpus.Documents.Select(document => document.Text).ToList();
        var input = Path.Combine(folder, "texts.json");
        File.WriteAllText(input, JsonSerializer.Serialize(texts));
        var script = Path.Combine(folder, "encode.cjs");
        // Two passes: the second one finds the compiled code and the filled caches, as ours does.
        File.WriteAllText(
            script,
            $$"""
            const { encode } = require({{JsonSerializer.Serialize(
                Path.Combine(catalogue.Folder, "packages", $"{Package}-{Version}", Entry)
            )}});
            const texts = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
            let seconds, tokens;
            for (let pass = 0; pass < 2; pass++) {
              const start = process.hrtime.bigint();
              tokens = 0;
              for (const text of texts) tokens += encode(text).length;
              seconds = Number(process.hrtime.bigint() - start) / 1e9;
            }
            console.log(JSON.stringify({ seconds, tokens }));
            """
        );
        var tokenizer = new Gpt2().Build(store);
        var sum = texts.Sum(text => tokenizer.Encode(text).Length);
        var times = new List<(double One, double All, double Peer)>();
        for (var round = 0; round < rounds; round++)
        {
            progress.Report(new Advanced("tokenizers", round, 2 * rounds, Package));
            var said = JsonDocument.Parse(Run("node", null, cancellation, script, input)).RootElement;
            if (said.GetProperty("tokens").GetInt32() != sum)
                throw new InvalidInputException("both sides give the same tokens", $"{sum}", $"{said.GetProperty("tokens")}");
            times.Add((One(tokenizer, texts), All(tokenizer, texts), said.GetProperty("seconds").GetDouble()));
        }
        return Compare("GPT-2", $"{Package} {Version}", corpus, times, "second pass over 233 texts, in Node; ours after a pass");
    }

    private static List<Comparison> Unigram(
        Corpus corpus,
        TokenizerStore store,
        string folder,
        int rounds,
        IProgress<OperationEvent> progress,
        CancellationToken cancellation
    )
    {
        var tokenizer = new Unigram(PieceCount).Build(store);
        var model = Path.Combine(folder, "ours.model");
        File.WriteAllBytes(model, Convert.FromBase64String(tokenizer.Content!.Text));
        var lines = corpus.Documents.SelectMany(document => document.Text.Split('\n')).Where(line => line.Length > 0).ToList();
        var (input, nothing, output) = (Path.Combine(folder, "lines"), Path.Combine(folder, "nothing"), Path.Combine(folder, "ids"));
        File.WriteAllText(input, string.Join('\n', lines) + '\n', new UTF8Encoding(false));
        File.WriteAllText(nothing, "");
        var times = new List<(double One, double All, double Peer)>();
        for (var round = 0; round < rounds; round++)
        {
            progress.Report(new Advanced("tokenizers", rounds + round, 2 * rounds, "spm_encode"));
            var start = Time(() => Spm(nothing));
            var peer = Time(() => Spm(input)) - start;
            times.Add((One(tokenizer, lines), All(tokenizer, lines), peer));
        }
        var expected = File.ReadAllLines(output)
            .Select(line => line.Length == 0 ? [] : Array.ConvertAll(line.Split(' '), int.Parse))
            .ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (!tokenizer.Encode(lines[i]).SequenceEqual(expected[i]))
                throw new InvalidInputException("both sides give the same tokens", lines[i][..Math.Min(60, lines[i].Length)]);
        }
        return Compare("Unigram", "spm_encode", corpus, times, $"a model of {PieceCount} pieces trained here; the peer without its start");

        void Spm(string from) =>
            Run(
                "spm_encode",
                "sentencepiece",
                cancellation,
                $"--model={model}",
                "--output_format=id",
                $"--input={from}",
                $"--output={output}"
            );
    }

    private static List<Comparison> Compare(
        string name,
        string peer,
        Corpus corpus,
        List<(double One, double All, double Peer)> times,
        string note
    )
    {
        var megabytes = corpus.Documents.Sum(document => (double)Encoding.UTF8.GetByteCount(document.Text)) / 1e6;
        var theirs = megabytes / Median(times.Select(one => one.Peer));
        return [Of("one thread", times.Select(one => one.One)), Of("all cores", times.Select(one => one.All))];

        Comparison Of(string threads, IEnumerable<double> seconds)
        {
            var ours = megabytes / Median(seconds);
            return new($"{name}, {threads}", "MB/s", ours, theirs, peer, ours / theirs, 1, note);
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static double One(ITokenizer tokenizer, List<string> texts) => Time(() => texts.ForEach(text => tokenizer.Encode(text)));

    private static double All(ITokenizer tokenizer, List<string> texts) =>
        Time(() => Parallel.ForEach(texts, text => tokenizer.Encode(text)));

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Run(string program, string? package, CancellationToken cancellation, params string[] arguments)
    {
        var missing = new Fault($"the bench needs {program}", program, null, $"Install it: apt-get install {package ?? program}");
        var end = Programs.Run(new(program, arguments), missing, cancellation);
        return end.Code == 0
            ? end.Output
            : throw new InvalidInputException(
                $"the peer ends well: {end.Error}",
                string.Create(CultureInfo.InvariantCulture, $"{program}: exit code {end.Code}")
            );
    }
}
