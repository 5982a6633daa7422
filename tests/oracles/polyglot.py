"""The tool of .NET Interactive with the Workbench's package: python3 polyglot.py jupyter|stdio TOOL FEED VERSION WORK SCENARIO...

One host serves all scenarios, in their order. Each prints one JSON line {"scenario": ..., "ok": ...}; other lines tell what was seen."""
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback

PATIENCE = 120
PLOTLY = "application/vnd.plotly.v1+json"
STUDY = "#!ablate placement=pre,post position=rope,alibi --task copy --seeds 3 --steps 20"
DRY = "#!ablate placement=pre,post position=rope --task copy --dry-run --trial off"


def say(text):
    print(f"  {text}", flush=True)


class Jupyter:
    """The tool as a Jupyter kernel, started, spoken with and interrupted by jupyter_client."""

    def __init__(self, tool):
        from jupyter_client import KernelManager
        from jupyter_client.kernelspec import KernelSpec
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(argv=[tool, "jupyter", "--default-kernel", "csharp", "{connection_file}"], display_name="tool", language="C#")
        # Started from a background job, this process ignores SIGINT, and so would the tool: it could not be interrupted.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        began = time.monotonic()
        self.manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.pid = self.manager.provisioner.pid
        say(f"ready after {time.monotonic() - began:.1f} s")

    def run(self, code, once=None):
        """The messages of a cell; once is called when it has begun to show something."""
        msg_id = self.client.execute(code)
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return messages
            messages.append((message["msg_type"], message["content"]))
            if once is not None and message["msg_type"] in ("display_data", "update_display_data", "stream"):
                once()
                once = None

    def interrupt(self):
        self.manager.interrupt_kernel()


def shown(messages, mime="text/plain"):
    return [c["data"][mime] for t, c in messages if t in ("display_data", "execute_result", "update_display_data") and mime in c["data"]]


def results(messages):
    return [c["data"]["text/plain"] for t, c in messages if t == "execute_result"]


def printed(messages):
    return "".join(c["text"] for t, c in messages if t == "stream")


def error(messages):
    found = [c["evalue"] for t, c in messages if t == "error"]
    assert len(found) == 1, messages
    return found[0]


def fine(messages):
    assert not [c for t, c in messages if t == "error"], messages
    return messages


def children(pid):
    found = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid=,args="], capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[0]) for line in found if "workbench-cli" in line]


def gone(pid):
    for _ in range(100):
        if not os.path.exists(f"/proc/{pid}") or open(f"/proc/{pid}/stat").read().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


# Over Jupyter's protocol ----------------------------------------------------------------------------------------------

def load(host):
    began = time.monotonic()
    messages = fine(host.run(f'#i "nuget:{FEED}"\n#r "nuget: Transformer.Workbench, {VERSION}"'))
    say(f"loaded after {time.monotonic() - began:.1f} s")
    assert any("The Transformer Workbench is loaded" in text for text in shown(messages)), messages


def cells(host):
    messages = fine(host.run('#!workbench\nvar x = 41;\nConsole.WriteLine("printed");\nx + 1'))
    assert results(messages) == ["42"] and printed(messages) == "printed\n", messages
    assert results(fine(host.run("#!workbench\nx + 2"))) == ["43"]
    assert "line 3: throw new Exception(\"boo\");" in error(host.run('#!workbench\nvar y = 1;\nthrow new Exception("boo");'))
    assert "CS0103" in error(host.run("#!workbench\nnothing"))
    # The host's own cells go on, and know nothing of the Workbench's variables.
    assert "x" in printed(host.run("x"))
    assert printed(fine(host.run('Console.Write("host")'))) == "host"


def magics(host):
    messages = fine(host.run(f'var kinds = new[] {{ "pre", "post" }};\nvar n = 3;\n{DRY.replace("pre,post", "@kinds")} --seeds @n\nConsole.Write(n + 1);'))
    assert "2 variants x 3 seeds = 6 runs" in shown(messages)[0] and printed(messages) == "4", messages
    assert "Did you mean rope?" in error(host.run("#!ablate position=ropy,rope --task copy --dry-run --trial off"))
    # What the host's parser drops or splits: understood from the line as it was written, or refused.
    assert "must be a whole number (got 3 4)" in error(host.run(f"{DRY} --seeds 3 --seeds 4"))
    assert "= 4 runs" in shown(fine(host.run("#!ablate --dry-run --trial off placement=pre,post position=rope --task 'copy' --seeds 2")))[0]
    assert "= 4 runs" in shown(fine(host.run('#!ablate "{placement=pre train.warmup=0, placement=post train.warmup=200}" --task copy --seeds 2 --dry-run --trial off')))[0]
    assert "--seeds=2" in error(host.run(f"{DRY} --seeds=2"))
    assert "Invalid JSON" in error(host.run("#!ablate {placement=pre,placement=post} --task copy --dry-run --trial off"))
    assert "missing" in error(host.run(f"{DRY} --seeds @missing"))
    assert "Usage" in shown(fine(host.run("#!ablate --help")))[0]
    # The host's other languages.
    assert "= 4 runs" in shown(fine(host.run(f'#!fsharp\nlet forms = [| "pre"; "post" |]\n{DRY.replace("pre,post", "@forms")} --seeds 2')))[0]
    assert "tiny-gpt" in shown(fine(host.run("#!pwsh\n#!presets tiny-gpt")))[0]


def whole_cells(host):
    messages = fine(host.run('#!workbench\nvar kinds2 = new[] { "pre", "post" };\n#!ablate placement=@kinds2 position=rope \\\n  --task copy --seeds=2 \\\n  --dry-run --trial off\nkinds2.Length'))
    assert "= 4 runs" in shown(messages)[0] and results(messages) == ["2"], messages
    assert "line 4: throw" in error(host.run('#!workbench\n\n#!presets tiny-gpt\nthrow new Exception("there");'))
    assert results(fine(host.run('#!workbench\n#r "nuget: Humanizer.Core, 2.14.1"\nnameof(Humanizer.NumberToWordsExtension)'))) == ["NumberToWordsExtension"]
    # Pieces of several kernels run in their order.
    messages = fine(host.run('#!workbench\nvar first = 1;\n#!csharp\nConsole.Write("between");\n#!workbench\nfirst + 1'))
    assert results(messages) == ["2"] and printed(messages) == "between", messages


def values(host):
    fine(host.run('#!workbench\nvar words = new[] { "pre", "post" }; Delegate code = () => 1;'))
    assert printed(fine(host.run("#!share words --from workbench\nConsole.Write(((System.Text.Json.JsonDocument)words).RootElement[1]);"))) == "post"
    fine(host.run('var numbers = new[] { 1, 2, 3 }; var name = "a b";'))
    assert results(fine(host.run("#!workbench\n#!set --name given --value @csharp:numbers\n#!share name --from csharp\n$\"{given.Sum()} {name}\""))) == ["6 a b"]
    said = host.run("#!set --name c --value @workbench:code")
    assert any(t == "error" and "must be serializable as JSON (got code is" in c["evalue"] for t, c in said), said
    assert results(fine(host.run("#!workbench\ngiven.Length"))) == ["3"]


def study(host):
    began = time.monotonic()
    messages = fine(host.run(f"var before = 1;\n{STUDY} --out '{WORK}/one'\nConsole.Write(before + 1);"))
    updates = [c for t, c in messages if t == "update_display_data"]
    figures = shown(messages, PLOTLY)
    say(f"in a C# cell: {STUDY}")
    say(f"{time.monotonic() - began:.1f} s, {len(updates)} live updates, {len(figures)} figures, {len(shown(messages, 'text/html'))} outputs with HTML")
    assert len(updates) > 5 and len({c['transient']['display_id'] for c in updates}) == 1, len(updates)
    assert len(figures) >= 2 and all(json.loads(figure)["data"] for figure in figures), figures
    assert printed(messages) == "2", printed(messages)
    assert os.path.exists(f"{WORK}/one/report.html")
    began = time.monotonic()
    messages = fine(host.run(f"#!workbench\nvar after = 2;\n{STUDY} --out '{WORK}/two' --name result\n(after, result.Runs.Count)"))
    say(f"in a #!workbench cell: {time.monotonic() - began:.1f} s, {len(shown(messages, PLOTLY))} figures, result {results(messages)}")
    assert len(shown(messages, PLOTLY)) >= 2 and results(messages) == ["( 2, 12 )"], results(messages)


def interrupts(host):
    fine(host.run("#!workbench\nvar kept = 7;"))
    train = "#!train --task copy --steps 100000"
    # Another run each time: the first one's worker may still be on its way out, and a run is computed by one process at a time.
    for code in (f"#!workbench\nvar alsoKept = 8;\n{train}", f"{train} --seed 2", "#!workbench\nConsole.WriteLine(); while (true) { }", "#!workbench\nConsole.WriteLine(); await Task.Delay(-1);"):
        at = []

        def later():
            time.sleep(1)
            at.append(time.monotonic())
            host.interrupt()
        said = error(host.run(code, once=lambda: threading.Thread(target=later).start()))
        assert at and said.startswith("interrupted"), said
        say(f"interrupted {time.monotonic() - at[0]:.2f} s after the request: {code.splitlines()[-1]}")
    assert results(fine(host.run("#!workbench\nkept + alsoKept"))) == ["15"]
    assert printed(fine(host.run("Console.Write(numbers.Length)"))) == "3"


def a_million_points(host):
    said = error(host.run("#!workbench\nvar many = Enumerable.Range(0, 1_000_000).Select(i => i * 0.001).ToArray();\nPlotly.NET.CSharp.Chart.Line<double, double, string>(many, many, UseDefaults: false)"))
    assert "small enough to send" in said and "chart.SaveHtml" in said, said
    # What is not ours to refuse comes through.
    began = time.monotonic()
    messages = fine(host.run("#!workbench\nvar points = new System.Text.Json.Nodes.JsonArray([.. Enumerable.Range(0, 1_000_000).Select(i => System.Text.Json.Nodes.JsonValue.Create(i / 7.0))]);\n"
                             'new MimeBundle(new() { ["application/vnd.plotly.v1+json"] = new System.Text.Json.Nodes.JsonObject { ["data"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["y"] = points }) } })'))
    figure = json.loads(shown(messages, PLOTLY)[0])
    assert len(figure["data"][0]["y"]) == 1_000_000
    say(f"a chart of a million points came after {time.monotonic() - began:.1f} s")


def a_killed_process(host):
    child, = children(host.pid)
    said = error(host.run("#!train --task copy --steps 100000", once=lambda: os.kill(child, signal.SIGKILL)))
    assert "was killed by signal 9" in said and "The next cell starts a new process" in said, said
    assert results(fine(host.run("#!workbench\n1 + 1"))) == ["2"]
    assert "CS0103" in error(host.run("#!workbench\nkept"))
    assert printed(fine(host.run('Console.Write("host")'))) == "host"


def a_bad_executable(host):
    """The package's program is missing, and then one for another machine."""
    program = os.readlink(f"/proc/{children(host.pid)[0]}/exe")
    os.kill(children(host.pid)[0], signal.SIGKILL)
    os.rename(program, program + ".away")
    time.sleep(0.5)
    said = error(host.run("#!workbench\n1 + 1"))
    assert "the Workbench's executable must start" in said, said
    with open(program, "wb") as file:
        file.write(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xb7\x00" + bytes(100))
    os.chmod(program, 0o755)
    said = error(host.run("#!workbench\n1 + 1"))
    assert "the Workbench's executable must start" in said, said
    os.rename(program + ".away", program)
    assert results(fine(host.run("#!workbench\n1 + 1"))) == ["2"]
    assert printed(fine(host.run('Console.Write("host")'))) == "host"


def a_killed_host(host):
    child, = children(host.pid)
    os.kill(host.pid, signal.SIGKILL)
    assert gone(child), "the Workbench's process outlived its host"


# Over the stdio protocol, as VS Code speaks it ---------------------------------------------------------------------------

class Stdio:
    def __init__(self, tool):
        began = time.monotonic()
        self.process = subprocess.Popen([tool, "[vscode]", "stdio", "--default-kernel", "csharp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.events, self.count, self.pid = queue.Queue(), 0, self.process.pid
        threading.Thread(target=self.read, daemon=True).start()
        while self.events.get(timeout=PATIENCE)["eventType"] != "KernelReady":
            pass
        say(f"ready after {time.monotonic() - began:.1f} s")

    def read(self):
        for line in self.process.stdout:
            if line.strip("\ufeff \n"):
                self.events.put(json.loads(line.strip("\ufeff \n")))

    def send(self, kind, **command):
        self.count += 1
        token = f"token-{self.count}"
        self.process.stdin.write(json.dumps({"token": token, "commandType": kind, "command": command}) + "\n")
        self.process.stdin.flush()
        return token

    def until_end_of(self, token, once=None):
        events = []
        while True:
            one = self.events.get(timeout=PATIENCE)
            if not one.get("command") or one["command"]["token"].split(".")[0] != token:
                continue
            events.append((one["eventType"], one["event"]))
            if once is not None and one["eventType"] in ("StandardOutputValueProduced", "DisplayedValueProduced"):
                once()
                once = None
            if one["eventType"] in ("CommandSucceeded", "CommandFailed") and one["command"]["token"] == token:
                return events

    def ask(self, kind, once=None, **command):
        return self.until_end_of(self.send(kind, **command), once)


def only(events, kind):
    found = [event for name, event in events if name == kind]
    assert len(found) == 1, events
    return found[0]


def stdio_load(host):
    assert host.ask("SubmitCode", code=f'#i "nuget:{FEED}"\n#r "nuget: Transformer.Workbench, {VERSION}"')[-1][0] == "CommandSucceeded"


def stdio_cells(host):
    events = host.ask("SubmitCode", code='var x = 41; Console.WriteLine("printed");\n#!presets tiny-gpt\nx + 1', targetKernelName="workbench")
    assert only(events, "ReturnValueProduced")["formattedValues"][0]["value"] == "42", events
    assert any("tiny-gpt" in form["value"] for form in only(events, "DisplayedValueProduced")["formattedValues"]), events
    assert "boo" in only(host.ask("SubmitCode", code='throw new Exception("boo");', targetKernelName="workbench"), "CommandFailed")["message"]


def stdio_language(host):
    events = host.ask("RequestCompletions", code='"a".ToUpp', linePosition={"line": 0, "character": 9}, targetKernelName="workbench")
    assert "ToUpper" in [one["displayText"] for one in only(events, "CompletionsProduced")["completions"]], events
    # Magics in the kernel's own cells are completed by the kernel.
    events = host.ask("RequestCompletions", code="var a = 1;\n#!ablate posit", linePosition={"line": 1, "character": 14}, targetKernelName="workbench")
    assert any(one["displayText"].startswith("position=") for one in only(events, "CompletionsProduced")["completions"]), events
    events = host.ask("RequestHoverText", code="Math.Max(1, 2)", linePosition={"line": 0, "character": 6}, targetKernelName="workbench")
    assert "Max" in only(events, "HoverTextProduced")["content"][0]["value"], events
    events = host.ask("RequestSignatureHelp", code="Math.Max(1, ", linePosition={"line": 0, "character": 12}, targetKernelName="workbench")
    assert only(events, "SignatureHelpProduced")["activeParameterIndex"] == 1, events
    events = host.ask("RequestDiagnostics", code='#!presets\nint z = "a";', targetKernelName="workbench")
    assert [one for name, event in events if name == "DiagnosticsProduced" for one in event["diagnostics"] if one["code"] == "CS0029"], events
    # The host completes magics and their options in its own cells.
    events = host.ask("RequestCompletions", code="#!ablate --see", linePosition={"line": 0, "character": 14}, targetKernelName="csharp")
    assert "--seeds" in [one["displayText"] for one in only(events, "CompletionsProduced")["completions"]], events


def stdio_values(host):
    events = host.ask("RequestValueInfos", targetKernelName="workbench")
    assert "x" in [one["name"] for one in only(events, "ValueInfosProduced")["valueInfos"]], events
    assert only(host.ask("RequestValue", name="x", mimeType="application/json", targetKernelName="workbench"), "ValueProduced")["formattedValue"]["value"] == "41"
    host.ask("SendValue", name="sent", formattedValue={"mimeType": "application/json", "value": '["a","b"]'}, targetKernelName="workbench")
    assert only(host.ask("SubmitCode", code="sent[1]", targetKernelName="workbench"), "ReturnValueProduced")["formattedValues"][0]["value"] == "b"
    assert "must be JSON" in only(host.ask("SendValue", name="bad", formattedValue={"mimeType": "application/json", "value": "[1,2"}, targetKernelName="workbench"), "CommandFailed")["message"]


def stdio_cancel(host):
    at = []

    def cancel():
        time.sleep(1)
        at.append(time.monotonic())
        host.send("Cancel")
    events = host.ask("SubmitCode", once=lambda: threading.Thread(target=cancel).start(), code="var kept = 5;\n#!train --task copy --steps 100000", targetKernelName="workbench")
    say(f"cancelled {time.monotonic() - at[0]:.2f} s after the command")
    assert events[-1][0] == "CommandFailed", events[-1]
    began = time.monotonic()
    assert only(host.ask("SubmitCode", code="kept", targetKernelName="workbench"), "ReturnValueProduced")["formattedValues"][0]["value"] == "5"
    say(f"the next cell had its value {time.monotonic() - began:.2f} s later")


def stdio_quit(host):
    child, = children(host.pid)
    host.send("Quit")
    assert gone(child) and gone(host.pid), "something outlived Quit"


FEED, VERSION, WORK = sys.argv[3:6]
server = Jupyter(sys.argv[2]) if sys.argv[1] == "jupyter" else Stdio(sys.argv[2])
try:
    for name in sys.argv[6:]:
        try:
            globals()[name](server)
            print(json.dumps({"scenario": name, "ok": True}), flush=True)
        except Exception:
            print(json.dumps({"scenario": name, "ok": False, "text": traceback.format_exc()[-6000:]}), flush=True)
            break
finally:
    try:
        os.kill(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
os._exit(0)
