using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Configuration;
using Workbench.Generation;
using Workbench.Models;
using Workbench.Operations;
using Workbench.Operations.Views;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Notebook.Display;

/// <summary>Registers the notebook formatters of the Workbench's types.</summary>
internal static partial class Formatters
{
    internal static bool Register()
    {
        MimeFormatter.Register<IHtmlContent>(
            PlainTextFormatter.MimeType,
            content => Words(content.ToDisplayString(HtmlFormatter.MimeType))
        );
        MimeFormatter.Register<Tensor>(TensorFormatter.Html, TensorFormatter.Text);
        MimeFormatter.Register<Tensor>("text/plain+summary", tensor => TensorSummary.Of(tensor).Head);
        foreach (var (type, view) in ResultViews.All)
        {
            Formatter.Register(new MimeFormatter(type, HtmlFormatter.MimeType, result => TableHtml.Of(view(result)).Text));
            Formatter.Register(new MimeFormatter(type, PlainTextFormatter.MimeType, result => view(result).ToString()));
        }
        // After the views: the formatter registered last takes precedence.
        MimeFormatter.Register<ModelDescription>("text/html", model => ModelFormatter.Html(model).Text);
        // The figure itself is a separate output below, so a written figure shows only its file.
        MimeFormatter.Register<FigureResult>(
            "text/html",
            figure => TableHtml.Of(ResultViews.Of(figure.File is null ? figure : figure with { Text = "" })).Text
        );
        MimeFormatter.Register<GenerateResult>(
            text => Html.Of($"""{text.Texts.Select(Generated)}<div style="{TableHtml.Faint}">{Speed(text)}</div>"""),
            text => $"{string.Join('\n', text.Texts.Select(one => Source(one) + one.Prompt + one.Text))}\n({Speed(text)})"
        );
        MimeFormatter.Register<nn.Module>(ModelFormatter.Html, ModelFormatter.Text);
        MimeFormatter.Register<IReadOnlyList<ConfigDifference>>(ConfigFormatter.Html, ConfigFormatter.Text);
        foreach (
            var type in Variants.Families.Concat([
                typeof(TransformerConfig),
                typeof(RunConfig),
                typeof(TrainingConfig),
                typeof(DecodingConfig),
            ])
        )
        {
            Formatter.Register(new MimeFormatter(type, HtmlFormatter.MimeType, config => ConfigFormatter.Html(config).Text));
            Formatter.Register(new MimeFormatter(type, PlainTextFormatter.MimeType, ConfigFormatter.Text));
        }
        MimeFormatter.Register<Exception>(PlainTextFormatter.MimeType, error => $"{error.GetType().Name}: {error.Message}");
        return true;
    }

    private static Html Generated(GeneratedText text) =>
        Html.Of($"""<pre style="white-space:pre-wrap;margin:0"><b>{Source(text)}{text.Prompt}</b>{text.Text}</pre>""");

    private static string Source(GeneratedText text) => text.Source is { } source ? $"{source}: " : "";

    private static string Speed(GenerateResult text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{text.Tokens} tokens, {text.TokensPerSecond:0} tokens/s, run {text.Run[..Math.Min(12, text.Run.Length)]}"
        );

    // The plain-text form of HTML.
    private static string Words(string html) =>
        WebUtility.HtmlDecode(Blank().Replace(Tag().Replace(Script().Replace(html, ""), " "), " ")).Trim();

    [GeneratedRegex("<(script|style)\\b.*?</\\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Script();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Blank();
}
