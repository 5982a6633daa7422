using Workbench.Notebook;

namespace Workbench.Notebook.Tests.Scripting;

/// <summary>
/// Cells of every kind are stopped, ten times in a row, with their state kept and the next cell fine. Nothing else runs beside: the times
/// are bounds.
/// </summary>
[Collection(nameof(InterruptTests))]
[CollectionDefinition(nameof(InterruptTests), DisableParallelization = true)]
public sealed class InterruptTests(TestInterpreter notebook, ITestOutputHelper output) : IClassFixture<TestInterpreter>
{
    public static TheoryData<string, string> Endless =>
        new()
        {
            { "a loop", "while (true) state++;" },
            { "a loop after an await", "await Task.Yield(); while (true) state++;" },
            { "a sleep", "Thread.Sleep(1_000_000);" },
            { "a wait", "new ManualResetEventSlim().Wait();" },
            {
                "calls",
                "var many = new List<int>(); while (true) "
                    + "{ many.Clear(); many.AddRange(new[] { 1, 2, 3 }.Select(x => x + 1)); state += string.Concat(many).Length; }"
            },
            { "a recursion that never returns", "int Forever(int n) => n > 40 ? n : Forever(n + 1) + Forever(n + 1); Forever(0);" },
            {
                "a lock",
                "var held = new object(); new Thread(() => { lock (held) { display(\"held\"); Thread.Sleep(3000); } }) "
                    + "{ IsBackground = true }.Start(); Thread.Sleep(100); lock (held) { state++; } while (true) { }"
            },
            { "a pending await", "await Task.Delay(1_000_000);" },
            { "an await with a token", "await Task.Delay(1_000_000, CellContext.Current.Cancellation);" },
            { "an await in a loop", "while (true) { await Task.Delay(1); state++; }" },
            { "a blocked task", "Task.Delay(1_000_000).Wait();" },
            { "a loop that swallows exceptions", "while (true) { try { Thread.Sleep(10); } catch (Exception) { } }" },
            { "a loop that throws and catches", "while (true) { try { throw new Exception(); } catch (Exception) { state++; } }" },
            {
                "a loop that throws and catches deep down",
                "void Deep(int n) { if (n > 0) Deep(n - 1); else throw new Exception(); } while (true) "
                    + "{ try { Deep(20); } catch (Exception) { state++; } }"
            },
            { "a tensor loop", "var t = torch.ones(4); while (true) t = t + 1;" },
            { "a tensor loop after an await", "await Task.Yield(); var t = torch.ones(4); while (true) t = t * 1.0001;" },
            { "a backward in a loop", "var w = torch.ones(4, requires_grad: true); while (true) (w * w).sum().backward();" },
            { "a function of one's own", "var w = torch.ones(4, requires_grad: true); while (true) SlowOnes.apply(w).sum().backward();" },
            {
                "a function of one's own that sleeps",
                "var w = torch.ones(4, requires_grad: true); while (true) SleepyOnes.apply(w).sum().backward();"
            },
            { "sending", "while (true) CellContext.Current.FrontEnd.Send(new StreamOutput(StandardStream.Out, \".\"));" },
            { "showing", "while (true) display(state++);" },
            { "formatting", "display(\"begun again\"); new Endless()" },
        };

    private const string Prelude = """
        var state = 0;
        class SlowOnes : torch.autograd.SingleTensorFunction<SlowOnes>
        {
            public override string Name => "SlowOnes";
            public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;
            public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad)
            {
                for (var i = 0; i < 100_000; i++) if (i % 1000 == 0) grad = grad + 0;
                return new() { grad };
            }
        }
        class SleepyOnes : torch.autograd.SingleTensorFunction<SleepyOnes>
        {
            public override string Name => "SleepyOnes";
            public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;
            public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad)
            {
                Thread.Sleep(300_000);
                return new() { grad };
            }
        }
        class Endless { public override string ToString() { while (true) { } } public int Value { get { while (true) { } } } }
        """;

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Ten_times_in_a_row(string kind, string code)
    {
        await notebook.Run(Prelude);
        for (var i = 0; i < 10; i++)
        {
            var (outcome, shown, took) = await notebook.Interrupted($"var before = {i}; display(\"begun\"); {code}");
            output.WriteLine($"{kind}: {took.TotalMilliseconds:0} ms");
            Assert.True(outcome.Status == CellStatus.Interrupted, $"{kind}: {outcome.Status} {outcome.Error?.Value}");
            Assert.Equal("Interrupted", shown.Error!.Name);
            Assert.Equal($"{i}", await notebook.Value("before"));
            Assert.Equal("4", await notebook.Value("torch.ones(2, 2).sum().item<float>()"));
        }
    }

    [Theory]
    [InlineData("SingleTensorFunction", "Tensor grad", "Tensor", "(Tensor)vars[0] * 2")]
    [InlineData("torch.autograd.MultiTensorFunction", "List<Tensor> grads", "List<Tensor>", "[(Tensor)vars[0] * 2]")]
    public async Task What_a_cells_own_backward_method_throws_ends_the_cell_and_not_the_process(
        string function,
        string given,
        string made,
        string forward
    )
    {
        var open = function.StartsWith("torch", StringComparison.Ordinal) ? "" : "using static TorchSharp.torch.autograd;";
        var name = $"Failing{made[..4].Trim('<')}";
        await notebook.Run(
            $$"""
            {{open}}
            class {{name}} : {{function}}<{{name}}>
            {
                public override string Name => "{{name}}";
                public override {{made}} forward(torch.autograd.AutogradContext ctx, params object[] vars) => {{forward}};
                public override List<Tensor> backward(torch.autograd.AutogradContext ctx, {{given}}) => throw new InvalidOperationException("not today");
            }
            """
        );
        var sum = made == "Tensor" ? $"{name}.apply(x, 3).sum()" : $"{name}.apply(x, 3)[0].sum()";
        var (outcome, shown) = await notebook.Run($"var x = torch.ones(3, requires_grad: true); var y = {sum}; y.backward();");
        Assert.Equal(CellStatus.Error, outcome.Status);
        Assert.Equal((nameof(InvalidOperationException), "not today"), (shown.Error!.Name, shown.Error.Value));
        Assert.Equal("6", await notebook.Value("y.item<float>()"));
    }

    [Fact]
    public async Task An_idle_interrupt_does_nothing_to_the_next_cell()
    {
        for (var i = 0; i < 10; i++)
        {
            notebook.Interpreter.Interrupt();
            Assert.Equal("3", await notebook.Value("Thread.Sleep(1); torch.ones(3).sum().item<float>()"));
        }
    }

    [Fact]
    public async Task A_cell_whose_token_is_set_before_it_begins_does_not_run()
    {
        var frontEnd = new RecordingFrontEnd();
        var outcome = await notebook
            .Interpreter.ExecuteAsync(new CellRequest("while (true) { }"), frontEnd, new CancellationToken(canceled: true))
            .WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((CellStatus.Interrupted, "Interrupted"), (outcome.Status, frontEnd.Error?.Name));
        Assert.Equal("3", await notebook.Value("torch.ones(3).sum().item<float>()"));
    }

    [Fact]
    public async Task Another_session_of_the_process_is_not_told()
    {
        using var other = new TestInterpreter();
        await other.Run("var summed = torch.zeros(1);");
        var summing = other.Run(
            "display(\"begun\"); var until = DateTime.UtcNow.AddSeconds(2); while (DateTime.UtcNow < until) summed = torch.ones(1) + 1;"
        );
        for (var i = 0; i < 3; i++)
            await notebook.Interrupted("display(\"begun\"); var t = torch.ones(4); while (true) t = t * 1.0001;");
        var (outcome, _) = await summing;
        Assert.True(outcome.Status == CellStatus.Ok, outcome.Error?.Value);
        Assert.Equal("2", await other.Value("summed.item<float>()"));
    }

    [Fact]
    public async Task A_cell_may_answer_its_token_and_end_well()
    {
        var (outcome, shown, _) = await notebook.Interrupted(
            "display(\"begun\"); CellContext.Current.Cancellation.WaitHandle.WaitOne(); 7"
        );
        Assert.Equal(CellStatus.Ok, outcome.Status);
        Assert.Equal("7", shown.Result);
    }

    [Fact]
    public async Task Finally_blocks_run_and_using_ends()
    {
        await notebook.Run("var log = new List<string>();");
        // The loop does something: the runtime drops a finally that nothing within could ever lead to.
        await notebook.Interrupted(
            "var n = 0; try { display(\"begun\"); while (n >= 0) n = (n + 1) % 1000; } finally { log.Add(\"finally\"); }"
        );
        await notebook.Interrupted("using (torch.no_grad()) { display(\"begun\"); while (n >= 0) n = (n + 1) % 1000; }");
        Assert.Equal("True", await notebook.Value("log[0] == \"finally\" && torch.is_grad_enabled()"));
        await notebook.Interrupted("using (torch.no_grad()) { display(\"begun\"); await Task.Delay(1_000_000); }");
        Assert.Equal("True", await notebook.Value("torch.is_grad_enabled()"));
    }

    [Fact]
    public async Task The_grad_mode_that_a_cell_sets_holds_in_the_next()
    {
        await notebook.Run("torch.set_grad_enabled(false);");
        Assert.Equal("False", await notebook.Value("torch.is_grad_enabled()"));
        Assert.Equal("False", await notebook.Value("await Task.Delay(1); torch.is_grad_enabled()"));
        await notebook.Run("torch.set_grad_enabled(true);");
        Assert.Equal("True", await notebook.Value("torch.is_grad_enabled()"));
    }

    [Fact]
    public async Task Tasks_that_a_cell_started_are_told_by_its_token()
    {
        var (outcome, _, _) = await notebook.Interrupted(
            "var ended = new TaskCompletionSource(); var cell = CellContext.Current; Task.Run(() => "
                + "{ cell.Cancellation.WaitHandle.WaitOne(); ended.SetResult(); }); display(\"begun\"); while (true) { }"
        );
        Assert.Equal(CellStatus.Interrupted, outcome.Status);
        Assert.Equal(
            "True",
            await notebook.Value("await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)); ended.Task.IsCompletedSuccessfully")
        );
    }

    [Fact]
    public async Task Code_that_a_host_calls_between_cells_is_stopped_like_a_cell()
    {
        await notebook.Run(
            "var turns = 0; Action handler = () => { display(\"begun\"); while (true) turns++; }; Action wrong = () => throw new "
                + "InvalidOperationException(\"no\");"
        );
        for (var i = 0; i < 3; i++)
        {
            var (shown, _) = await notebook.InterruptedCall((Action)notebook.Interpreter.Session.Get("handler")!);
            Assert.Equal("Interrupted", shown.Error!.Name);
            Assert.Equal("True", await notebook.Value("turns > 0"));
        }
        var failed = new RecordingFrontEnd();
        await notebook.Interpreter.CallAsync((Action)notebook.Interpreter.Session.Get("wrong")!, failed);
        Assert.Equal(("InvalidOperationException", "no"), (failed.Error!.Name, failed.Error.Value));
    }

    [Fact]
    public async Task Waiting_for_a_continuation_does_not_hang()
    {
        await notebook.Run("async Task<int> Later() { await Task.Delay(1); return 5; }");
        Assert.Equal("5", await notebook.Value("Later().Result"));
        Assert.Equal("10", await notebook.Value("Task.WhenAll(Later(), Later()).GetAwaiter().GetResult().Sum()"));
    }
}
