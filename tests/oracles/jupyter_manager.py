"""Debian's jupyter_client starts, restarts, interrupts and ends the installed kernel "workbench": python3 jupyter_manager.py SCENARIO...

Every scenario prints one JSON line {"scenario": ..., "ok": ...}; the scenario abandoned prints the kernel's processes and waits to be killed."""
import json
import os
import sys
import time
import traceback

from jupyter_client.manager import start_new_kernel

PATIENCE = 60


def run(client, code, **options):
    messages = []
    reply = client.execute_interactive(code, timeout=PATIENCE, output_hook=messages.append, **options)
    return reply["content"], messages


def result(client, code):
    content, messages = run(client, code)
    assert content["status"] == "ok", content
    return [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result"]


def text(client, code):
    content, messages = run(client, code)
    assert content["status"] == "ok", content
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream")


def reply_to(client, msg_id):
    """The reply to one request; on a busy machine, start_new_kernel leaves late replies to its own questions behind."""
    while True:
        reply = client.get_shell_msg(timeout=PATIENCE)
        if reply["parent_header"]["msg_id"] == msg_id:
            return reply


def a_session_with_restarts(manager, client):
    assert result(client, "var x = 41; x + 1") == ["42"]
    first = result(client, "Environment.ProcessId")
    for now in (False, True):
        manager.restart_kernel(now=now)
        client.wait_for_ready(timeout=PATIENCE)
        content, _ = run(client, "x")
        assert content["status"] == "error", content
        assert result(client, "1 + 1") == ["2"]
        second = result(client, "Environment.ProcessId")
        assert second != first
        first = second


def an_interrupt(manager, client):
    for code in ("await Task.Delay(-1, CellContext.Current!.Cancellation);", "while (true) { }", "Thread.Sleep(-1);"):
        msg_id = client.execute(f"var before = 1;\n{code}")
        while True:
            msg = client.get_iopub_msg(timeout=PATIENCE)
            if msg["msg_type"] == "execute_input" and msg["parent_header"]["msg_id"] == msg_id:
                break
        time.sleep(0.5)  # the cell is compiled, and mostly waits by now; if not, the interrupt finds it all the same
        manager.interrupt_kernel()
        assert reply_to(client, msg_id)["content"]["status"] == "error"
        assert result(client, "2 + 2") == ["4"]


def a_question(manager, client):
    answers = ["Ada", "secret"]
    asked = []

    def answer(msg):
        asked.append(msg["content"])
        client.input(answers[len(asked) - 1])

    content, messages = run(client, 'Console.WriteLine(Console.ReadLine());', allow_stdin=True, stdin_hook=answer)
    assert content["status"] == "ok", content
    assert "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream") == "Ada\n", messages
    assert asked == [{"prompt": "", "password": False}], asked
    content, _ = run(client, "Console.ReadLine()", allow_stdin=False)
    assert content["status"] == "error" and "does not support input" in content["evalue"], content


def a_comm(manager, client):
    run(client, '''
        using Workbench.Notebook.Jupyter;
        CommTargets.Current.Register("echo", (comm, opened) => comm.OnMessage = (same, message) => { Console.Write("heard"); same.Send(message.Data); });''')
    shell = client.shell_channel
    for kind, content in (("comm_open", {"comm_id": "c", "target_name": "echo", "data": {}}), ("comm_msg", {"comm_id": "c", "data": {"n": 5}})):
        msg = client.session.msg(kind, content)
        shell.send(msg)
    seen = []
    while True:
        got = client.get_iopub_msg(timeout=PATIENCE)
        if got["parent_header"].get("msg_id") != msg["header"]["msg_id"]:
            continue
        seen.append((got["msg_type"], got["content"]))
        if got["content"].get("execution_state") == "idle":
            break
    assert ("comm_msg", {"comm_id": "c", "data": {"n": 5}}) in seen and ("stream", {"name": "stdout", "text": "heard"}) in seen, seen


def an_endless_comm(manager, client):
    """A handler without end is stopped like a cell, its error is shown, and the kernel goes on."""
    run(client, '''
        using Workbench.Notebook.Jupyter;
        CommTargets.Current.Register("loop", (comm, opened) => comm.OnMessage = (same, message) => { Console.WriteLine("begun"); while (true) ; });''')
    shell = client.shell_channel
    shell.send(client.session.msg("comm_open", {"comm_id": "l", "target_name": "loop", "data": {}}))
    for _ in range(3):
        msg = client.session.msg("comm_msg", {"comm_id": "l", "data": {}})
        shell.send(msg)
        seen = []
        while not seen or seen[-1][1].get("execution_state") != "idle":
            got = client.get_iopub_msg(timeout=PATIENCE)
            if got["parent_header"].get("msg_id") == msg["header"]["msg_id"]:
                seen.append((got["msg_type"], got["content"]))
                if got["msg_type"] == "stream":
                    manager.interrupt_kernel()
        assert [content["ename"] for kind, content in seen if kind == "error"] == ["Interrupted"], seen
        assert result(client, "2 + 2") == ["4"]


def many_cells(manager, client):
    """A thousand cells, sent at once, and what they leave in memory."""
    assert result(client, "var sum = 0L; sum") == ["0"]
    ids = [client.execute(f"sum += {i};") for i in range(300)]
    for msg_id in ids:
        reply = client.get_shell_msg(timeout=PATIENCE)
        assert reply["content"]["status"] == "ok", reply
    assert result(client, "sum") == [str(sum(range(300)))]


def nbclient_runs_a_notebook(manager, client):
    """nbclient hears nothing that it does not know, iopub_welcome included, and stops where a cell fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    cells = [nbformat.v4.new_code_cell(code) for code in ('Console.WriteLine("hello");\n6 * 7', 'throw new Exception("on purpose");', "1")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    try:
        NotebookClient(notebook, kernel_name="workbench", timeout=PATIENCE).execute()
        raise AssertionError("the second cell fails")
    except CellExecutionError as error:
        assert "on purpose" in str(error), error
    kinds = [[output.output_type for output in cell.outputs] for cell in notebook.cells]
    assert kinds == [["stream", "execute_result"], ["error"], []], kinds
    assert notebook.metadata.language_info.name == "C#", notebook.metadata


def an_orderly_end(manager, client):
    """A kernel that nothing keeps ends by itself."""
    process = manager.provisioner.process
    assert result(client, "1 + 1") == ["2"]
    client.shutdown()
    process.wait(timeout=PATIENCE)
    assert process.returncode == 0, process.returncode


def an_end_without_threads(manager, client):
    """A cell has blocked every pool thread for ever; the kernel ends when it is asked to all the same."""
    process = manager.provisioner.process
    msg_id = client.execute("""
        for (var i = 0; i < 1000; i++) _ = Task.Run(() => Thread.Sleep(-1));
        CellContext.Current!.FrontEnd.Send(new DisplayOutput(MimeBundle.Plain("blocked")));""")
    while True:
        msg = client.get_iopub_msg(timeout=PATIENCE)
        if msg["msg_type"] == "display_data" and msg["parent_header"]["msg_id"] == msg_id:
            break
    client.shutdown()
    process.wait(timeout=PATIENCE)


def last_words(manager, client):
    """A cell ends its process; what it and native code printed a moment before is heard."""
    process = manager.provisioner.process
    client.execute("""
        [System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string text);
        Console.Write("before ");
        puts("the end");
        Environment.Exit(3);""")
    heard = ""
    while "before " not in heard or "the end" not in heard:
        msg = client.get_iopub_msg(timeout=PATIENCE)
        if msg["msg_type"] == "stream":
            heard += msg["content"]["text"]
    process.wait(timeout=PATIENCE)
    assert process.returncode == 3, process.returncode


def children(pid):
    """Processes that this one has started and that live."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if parent == pid and state != "Z":
            found.append(name)
    return found


def abandoned(manager, client):
    """Starts a worker as studies do, leaves a cell running, and waits to be killed."""
    pids = text(client, '''
        var start = new System.Diagnostics.ProcessStartInfo(Environment.ProcessPath!, ["worker"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var worker = System.Diagnostics.Process.Start(start)!;
        Console.Write($"{Environment.ProcessId} {worker.Id}");''').split()
    if "busy" in sys.argv:
        client.execute("while (true) { }")
    if "study" in sys.argv:
        client.execute("#!ablate position=rope,alibi --task copy --seeds 2 --steps 1000000")
        kernel, started = pids[0], set()
        while not started:
            assert client.is_alive()
            time.sleep(0.1)
            started = set(children(kernel)) - {pids[1]}
        pids += sorted(started)
    print(json.dumps({"pids": [int(pid) for pid in pids]}), flush=True)
    time.sleep(PATIENCE * 10)


if sys.argv[1] == "abandoned":
    abandoned(*start_new_kernel(kernel_name="workbench", startup_timeout=PATIENCE))
for name in sys.argv[1:]:
    manager = client = None
    try:
        manager, client = start_new_kernel(kernel_name="workbench", startup_timeout=PATIENCE)
        globals()[name](manager, client)
        print(json.dumps({"scenario": name, "ok": True}), flush=True)
    except BaseException:
        print(json.dumps({"scenario": name, "ok": False, "text": traceback.format_exc()}), flush=True)
    finally:
        if client is not None:
            client.stop_channels()
        if manager is not None and manager.has_kernel:
            manager.shutdown_kernel(now=True)
