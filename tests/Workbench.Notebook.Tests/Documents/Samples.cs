using System.Text;
using Workbench.Notebook.Documents;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>Notebooks for tests.</summary>
internal static class Samples
{
    /// <summary>One of everything that nbformat knows, and things that it does not.</summary>
    public static NotebookDocument Rich() =>
        NotebookDocument.Parse(
            Encoding.UTF8.GetBytes(
                """
                {
                 "cells": [
                  {"cell_type": "markdown", "id": "a", "metadata": {"zeta": 1, "alpha": 2}, "source": ["# Title\n", "text"], "attachments": {"p.png": {"image/png": "AAAA"}}},
                  {"cell_type": "code", "id": "b", "execution_count": 3, "metadata": {"tags": ["parameters"], "vendor": {"deep": [1, 2.50, 1e5, null, true]}},
                   "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
                    {"output_type": "display_data", "data": {"text/html": ["<b>", "x</b>"], "application/json": {"k": [1]}, "text/plain": "é \u2028 \ud83d\ude00"}, "metadata": {"isolated": true}},
                    {"output_type": "execute_result", "execution_count": 3, "data": {"text/plain": "3"}, "metadata": {}},
                    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\u001b[31mred\u001b[0m"]}],
                   "source": "int seeds = 3;\nvar name = \"x\";"},
                  {"cell_type": "raw", "id": "c", "metadata": {"format": "text/html"}, "source": "<i>raw</i>"}
                 ],
                 "metadata": {"kernelspec": {"name": "workbench", "display_name": "W", "language": "C#"}, "unknown": [{}], "authors": []},
                 "nbformat": 4, "nbformat_minor": 5, "more": "kept"
                }
                """
            ),
            DocumentFormat.Ipynb,
            "rich.ipynb"
        );

    /// <summary>A notebook of code cells.</summary>
    public static NotebookDocument Code(params string[] cells) =>
        NotebookDocument.Parse(
            Encoding.UTF8.GetBytes(
                $$"""{"cells": [{{string.Join(",", cells.Select((code, i) => $$"""{"cell_type": "code", "id": "c{{i}}", "execution_count": null, "metadata": {}, "outputs": [], "source": {{System.Text.Json.JsonSerializer.Serialize(code)}}}"""))}}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""
            ),
            DocumentFormat.Ipynb,
            "code.ipynb"
        );
}
