using TorchSharp;
using Workbench.Models;
using Workbench.Operations;
using Workbench.Operations.Views;

namespace Workbench.Notebook.Display;

/// <summary>Formats modules and model descriptions.</summary>
internal static class ModelFormatter
{
    internal static Html Html(torch.nn.Module module)
    {
        var tree = ModelTree.Of(module);
        var flops = module is Transformer { Config: var config } ? ModuleHtml.FlopsOf(config, config.Context) : ((double, double)?)null;
        return Workbench.Html.Of(
            $"<div>{TableHtml.Of(new ResultView(new ResultLine(Costs(module, tree))))}"
                + $"{ModuleHtml.Of(tree, module.GetName(), flops)}</div>"
        );
    }

    internal static string Text(torch.nn.Module module)
    {
        var tree = ModelTree.Of(module);
        return string.Join('\n', ModuleHtml.Lines(tree, module.GetName()).Prepend(Costs(module, tree)));
    }

    internal static Html Html(ModelDescription model)
    {
        if (model.Yaml is { } yaml)
            return Workbench.Html.Of($"<pre>{yaml}</pre>");
        var costs = TableHtml.Of(new ResultView([.. ModelView.Costs(model)]));
        var remark = TableHtml.Of(new ResultView([.. ModelView.Remark(model)]));
        if (model.Diagram is { } diagram)
            return Workbench.Html.Of($"<div>{costs}{DiagramSvg.Of(diagram)}{remark}</div>");
        var flops = model.Vocabulary > 0 ? ModuleHtml.FlopsOf(model.Model, model.Tokens) : ((double, double)?)null;
        return Workbench.Html.Of($"<div>{costs}{ModuleHtml.Of(model.Modules, "model", flops)}{remark}</div>");
    }

    private static string Costs(torch.nn.Module module, ModelModule tree)
    {
        if (module is not Transformer { Config: var config })
            return $"{module.GetType().Name}: {tree.Parameters:#,0} parameters";
        return $"Transformer: {config.ParameterCount():#,0} parameters, {Sizes.Count(config.FlopsPerToken(config.Context))} FLOPs/token "
            + $"and "
            + $"{Sizes.Bytes(config.StateBytes(config.Context))} of decoding state at {config.Context} tokens";
    }
}
