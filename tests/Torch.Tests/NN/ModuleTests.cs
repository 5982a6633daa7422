using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Torch.Tests.NN;

public sealed class ModuleTests
{
    [Fact]
    public void FieldsAreRegisteredUnderTheirNames()
    {
        using var model = new Model();
        Assert.Equal(["scale", "first.weight", "first.bias", "renamed.weight", "blocks.0.weight", "blocks.1.weight", "blocks.1.bias"], model.named_parameters().Select(entry => entry.name));
        Assert.Equal(["offsets"], model.named_buffers(include_nonpersistent: false).Select(entry => entry.name));
        Assert.Equal(["offsets", "cache"], model.named_buffers().Select(entry => entry.name));
        Assert.Equal(["first", "renamed", "blocks"], model.named_children().Select(entry => entry.name));
        Assert.Equal(["first", "renamed", "blocks", "blocks.0", "blocks.1"], model.named_modules().Select(entry => entry.name));
        Assert.Equal("Model", model.GetName());
        Assert.Equal("Linear", model.children().First().GetName());
        Assert.True(model.has_parameter("blocks.1.bias"));
        Assert.False(model.has_parameter("blocks.2.bias"));
        Assert.Same(model.get_parameter("scale"), model.parameters().First());
        Assert.NotNull(model.get_buffer("cache"));
    }

    [Fact]
    public void ASharedParameterIsListedOnceAndSavedTwice()
    {
        using var model = new Tied();
        Assert.Equal(["embedding.weight"], model.named_parameters().Select(entry => entry.name));
        Assert.Equal(["embedding.weight", "head.weight"], model.state_dict().Keys);
    }

    [Fact]
    public void MovingKeepsParametersTheObjectsThatTheyAre()
    {
        using var model = new Tied();
        var parameter = model.parameters().Single();
        using var optimiser = optim.SGD(model.parameters(), 0.1);
        using (var input = torch.tensor(new long[] { 1, 2 })) using (var output = model.call(input)) using (var loss = output.sum()) loss.backward();
        model.to(ScalarType.Float64);
        Assert.Same(parameter, model.parameters().Single());
        Assert.Equal(ScalarType.Float64, parameter.dtype);
        using (var gradient = parameter.grad) Assert.Equal(ScalarType.Float64, gradient!.dtype);
        Assert.True(parameter.requires_grad && parameter.is_leaf);
        using var before = parameter.detach().clone();
        optimiser.step();
        using var moved = parameter.detach().sub(before).abs().sum();
        Assert.True(moved.item<double>() > 0);
        var refused = Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int32));
        Assert.Equal("nn.Module.to only accepts floating point or complex types, but got desired dtype=Int32", refused.Message);
    }

    [Fact]
    public void AModuleMovesToMetaAndKeepsItsShapes()
    {
        using var model = Sequential(Linear(2, 4), Tanh(), Linear(4, 3)).to(META);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.is_meta && parameter.requires_grad && parameter.is_leaf));
        using var input = empty([4, 2], device: META);
        using var output = model.call(input);
        Assert.Equal([4L, 3L], output.shape);
    }

    [Fact]
    public void IntegralBuffersKeepTheirType()
    {
        using var norm = BatchNorm1d(3).to(ScalarType.Float64);
        Assert.Equal(ScalarType.Int64, norm.num_batches_tracked!.dtype);
        Assert.Equal(ScalarType.Float64, norm.running_mean!.dtype);
    }

    [Fact]
    public void TrainingModeReachesEveryModule()
    {
        using var model = Sequential(Dropout(0.9), Sequential(Dropout(0.9)));
        model.eval();
        Assert.All(model.modules(), module => Assert.False(module.training));
        using var x = ones(100);
        using var y = model.call(x);
        Close.Equal(x, y, "dropout in evaluation mode");
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
        using var dropped = model.call(x);
        using var zeros = dropped.eq(0).sum();
        Assert.InRange(zeros.item<long>(), 90, 100);
    }

    [Fact]
    public void HooksSeeAndChangeArgumentsAndResults()
    {
        using var scope = NewDisposeScope();
        using var module = Identity();
        var order = new List<string>();
        var pre = module.register_forward_pre_hook((_, x) => { order.Add("pre"); return x + 1; });
        module.register_forward_pre_hook(_ => order.Add("module pre"));
        var post = module.register_forward_hook((_, x, y) => { order.Add("post"); return x * 10 + y; });
        module.register_forward_hook(_ => order.Add("module post"));
        Assert.Equal(22, module.call(ones(1)).item<float>());
        Assert.Equal(["module pre", "pre", "post", "module post"], order);
        post.remove();
        Assert.Equal(2, module.call(ones(1)).item<float>());
        pre.remove();
        Assert.Equal(1, module.call(ones(1)).item<float>());
    }

    [Fact]
    public void NamesCannotBeTakenTwiceOrHoldDots()
    {
        using var model = new Model();
        using var other = Linear(1, 1);
        Assert.Equal("Sub-module first is already registered.", Assert.Throws<InvalidOperationException>(() => model.register_module("first", other)).Message);
        Assert.Equal("module name can't contain \".\", got: a.b", Assert.Throws<ArgumentException>(() => model.register_module("a.b", other)).Message);
        Assert.Equal("Parameter scale is already registered.", Assert.Throws<InvalidOperationException>(() => model.register_parameter("scale", other.weight)).Message);
        Assert.Throws<ArgumentNullException>(() => model.register_buffer("none", null!));
        using var plain = ReLU();
        Assert.Equal("Cannot register a parameter on a module that is declared 'parameter-less.'", Assert.Throws<InvalidOperationException>(() => plain.register_parameter("x", other.weight)).Message);
    }

    [Fact]
    public void StateDictionariesAreCopiedStrictlyOrNot()
    {
        using var scope = NewDisposeScope();
        using var source = new Model();
        using var target = new Model();
        target.load_state_dict(source.state_dict());
        foreach (var (key, value) in source.state_dict()) Close.Equal(value, target.state_dict()[key], key);
        Assert.NotSame(source.get_parameter("scale"), target.get_parameter("scale"));

        var partial = source.state_dict();
        partial.Remove("scale");
        partial["more"] = zeros(1);
        var refused = Assert.Throws<InvalidOperationException>(() => target.load_state_dict(partial));
        Assert.Equal("The loaded state_dict is not identical to the target dictionary. Missing: scale. Unexpected: more.", refused.Message);
        var (missing, unexpected) = target.load_state_dict(partial, strict: false);
        Assert.Equal(["scale"], missing);
        Assert.Equal(["more"], unexpected);
        target.load_state_dict(partial, skip: ["scale", "more"]);
    }

    [Fact]
    public void AFileHoldsTheBytesOfTorchSharpsFormat()
    {
        using var module = Linear(2, 1).to(ScalarType.Float32);
        using (no_grad())
        {
            module.weight.fill_(1);
            module.bias!.fill_(-2);
        }
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        module.save(writer);
        byte[] expected =
        [
            2, // two tensors
            6, .. "weight"u8, 6, 2, 1, 2, 0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f, // float32, rank 2, [1, 2], 1, 1
            4, .. "bias"u8, 6, 1, 1, 0, 0, 0, 0xc0, // float32, rank 1, [1], -2
        ];
        Assert.Equal(expected, stream.ToArray());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void WhatIsSavedIsLoaded(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        try
        {
            using var source = new Model().to(type);
            using var target = new Model().to(type);
            source.save(path);
            var seen = new Dictionary<string, bool>();
            target.load(path, loadedParameters: seen);
            foreach (var (key, value) in source.state_dict()) Close.Equal(value, target.state_dict()[key], key);
            Assert.All(seen, entry => Assert.True(entry.Value));

            // What the file holds too much is passed over, what is skipped stays.
            using var smaller = new Part().to(type);
            using (no_grad()) smaller.get_parameter("scale")!.fill_(7);
            smaller.load(path, strict: false, skip: ["scale"]);
            Close.Equal(source.state_dict()["first.weight"], smaller.state_dict()["first.weight"], "first.weight");
            Assert.Equal(7, smaller.get_parameter("scale")!.to(ScalarType.Float64).item<double>());
            Assert.Throws<ArgumentException>(() => smaller.load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AFileOfAnotherShapeOrTypeOrFormatIsRefused()
    {
        using var narrow = Linear(2, 1);
        using var wide = Linear(3, 1);
        using var exact = Linear(2, 1).to(ScalarType.Float64);
        var file = Saved(narrow);
        Assert.StartsWith("Mismatched tensor shape while loading.", Assert.Throws<ArgumentException>(() => wide.load(new MemoryStream(file))).Message);
        Assert.StartsWith("Mismatched tensor data types while loading.", Assert.Throws<ArgumentException>(() => exact.load(new MemoryStream(file))).Message);
        Assert.Throws<EndOfStreamException>(() => narrow.load(new MemoryStream(file[..^1])));
        file[8] = 99;
        Assert.Equal("Unknown element type 99: this is not a file of TorchSharp's format.", Assert.Throws<InvalidDataException>(() => narrow.load(new MemoryStream(file))).Message);
    }

    [Theory]
    [InlineData(0, new byte[] { 0 })]
    [InlineData(127, new byte[] { 0x7f })]
    [InlineData(128, new byte[] { 0x80, 1 })]
    [InlineData(624485, new byte[] { 0xe5, 0x8e, 0x26 })]
    public void NumbersAreInSevenBitGroups(long value, byte[] bytes)
    {
        using var stream = new MemoryStream();
        new BinaryWriter(stream).Encode(value);
        Assert.Equal(bytes, stream.ToArray());
        stream.Position = 0;
        Assert.Equal(value, new BinaryReader(stream).Decode());
    }

    [Fact]
    public void DisposingAModuleReleasesEverything()
    {
        var before = Live.Tensors();
        foreach (var (name, (make, _)) in ModuleCase.All)
        {
            using (var module = make())
            {
                module.to(ScalarType.Float64);
                module.train();
            }
            Assert.True(Tensor.TotalCount == before, $"{name} leaves {Tensor.TotalCount - before} tensors behind");
        }
    }

    [Fact]
    public void ModulesOutliveTheScopeTheyAreMadeIn()
    {
        Linear linear;
        using (NewDisposeScope()) linear = Linear(2, 2);
        Assert.False(linear.weight.IsInvalid);
        linear.Dispose();
        Assert.True(linear.weight.IsInvalid);
        linear.Dispose();
    }

    [Fact]
    public void ATrainingStepLeavesNoHandlesBehind()
    {
        using var model = Sequential(Linear(4, 8), GELU(), LayerNorm(8), Dropout(0.1), Linear(8, 3));
        using var loss = CrossEntropyLoss();
        using var optimiser = optim.AdamW(model.parameters(), 1e-3, weight_decay: 0.1);
        using var x = randn(5, 4);
        using var y = randint(0, 3, new long[] { 5 });
        void Step()
        {
            using var scope = NewDisposeScope();
            optimiser.zero_grad();
            loss.call(model.call(x), y).backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimiser.step();
        }
        Step();
        var before = Live.Tensors();
        for (var i = 0; i < 3; i++) Step();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void SequencesAreSlicedAndAppendedTo()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("in", Linear(2, 3)), ("act", ReLU()));
        model.append("out", Linear(3, 1));
        Assert.Equal(["in", "act", "out"], model[..].named_children().Select(entry => entry.name));
        Assert.Equal(["act", "out"], model[1..].named_children().Select(entry => entry.name));
        Assert.Equal(["in"], model[(null, 1)].named_children().Select(entry => entry.name));
        Assert.Same(model.named_children().First().module, model[0]);
        Assert.Throws<IndexOutOfRangeException>(() => model[(0, 4)]);
        Assert.Equal([4L, 1L], model.call(ones(4, 2)).shape);
        using var empty = Sequential();
        Assert.Equal([3L], empty.call(ones(3)).shape);
    }

    [Fact]
    public void ListsAndDictionariesNameTheirModulesAsTheyChange()
    {
        using var list = ModuleList(Linear(1, 1, false), Linear(1, 1, false));
        using var inserted = Linear(1, 1, false);
        list.Insert(1, inserted);
        Assert.Equal(["0.weight", "1.weight", "2.weight"], list.named_parameters().Select(entry => entry.name));
        Assert.Same(inserted, list[1]);
        list.RemoveAt(1);
        Assert.Equal(2, list.Count);
        using var dictionary = ModuleDict(("a", Linear(1, 1, false)), ("b", Linear(1, 1, false)));
        Assert.Equal(["a.weight", "b.weight"], dictionary.named_parameters().Select(entry => entry.name));
        Assert.True(dictionary.TryGetValue("b", out var found) && ReferenceEquals(found, dictionary["b"]));
        using var parameters = ParameterDict(("x", new Parameter(ones(1))), ("y", new Parameter(ones(1))));
        Assert.Equal(["x", "y"], parameters.named_parameters().Select(entry => entry.name));
        using var numbered = ParameterList(new Parameter(ones(1)), new Parameter(ones(1)));
        Assert.Equal(["0", "1"], numbered.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void ApplyVisitsChildrenFirst()
    {
        using var model = Sequential(Linear(1, 1), Sequential(ReLU()));
        var visited = new List<string>();
        model.apply(module => visited.Add(module.GetName()));
        Assert.Equal(["Linear", "ReLU", "Sequential", "Sequential"], visited);
    }

    private static byte[] Saved(Module module)
    {
        using var stream = new MemoryStream();
        module.save(stream);
        return stream.ToArray();
    }

    private class Part : Module<Tensor, Tensor>
    {
        protected readonly Parameter scale = new(ones(1));
        protected readonly Linear first = Linear(3, 3);

        internal Part() : this(nameof(Part)) => RegisterComponents();

        protected Part(string name) : base(name) { }

        public override Tensor forward(Tensor input) => first.call(input);
    }

    private sealed class Model : Module<Tensor, Tensor>
    {
        private readonly Parameter scale = new(rand(1));
        private readonly Linear first = Linear(3, 3);
        [ComponentName(Name = "renamed")]
        private readonly Embedding other = Embedding(4, 3);
        private readonly ModuleList<Linear> blocks = ModuleList(Linear(3, 3, false), Linear(3, 3));
        private readonly Tensor offsets = rand(3);
        private readonly string label = "not a component";

        internal Model() : base(nameof(Model))
        {
            RegisterComponents();
            register_buffer("cache", zeros(2), persistent: false);
        }

        public override Tensor forward(Tensor input) => first.call(input) * scale + offsets + label.Length + other.call(zeros(1, dtype: ScalarType.Int64)) + blocks.Count;
    }

    private sealed class Tied : Module<Tensor, Tensor>
    {
        private readonly Embedding embedding = Embedding(4, 3);
        private readonly Linear head;

        internal Tied() : base(nameof(Tied))
        {
            head = Linear(embedding.weight!);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => head.call(embedding.call(input));
    }
}
