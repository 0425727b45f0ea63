using GroupConv.Onnx;
using GroupConv.Onnx.Graphs;
using GroupConv.Onnx.Schema;

namespace GroupConv.Tests.Onnx;

/// <summary>Small files stay small: what is computed while a model is read has a limit, which the caller can raise. Counted in bytes, not in seconds.</summary>
public class ImportLimitTests
{
    private const long Megabyte = 1 << 20;
    private const long MostAllocated = 256 * Megabyte;

    /// <summary>Small files that once took gigabytes or minutes, each by another operator.</summary>
    private static readonly Dictionary<string, Func<TestModel>> Bombs = new()
    {
        ["constants for a shape"] = () => Chain(1 << 20, 500, (model, i) => model.Node("ConstantOfShape", "n", $"c{i}").Node("Add", $"y{i - 1} c{i}", $"y{i}")),
        ["sums of integers"] = () => Folded(1 << 20, 1000, (model, i) => model.Node("Add", $"c{i - 1} c{i - 1}", $"c{i}")),
        ["the least of many"] = () => Folded(1 << 20, 1, (model, i) => model.Node("Min", string.Join(' ', Enumerable.Repeat("c0", 5000)), $"c{i}")),
        ["sums along an axis"] = () => Folded(1 << 20, 1, (model, _) =>
        {
            for (int sum = 0; sum < 1000; sum++)
                model.Node("ReduceSum", "c0", $"s{sum}", "keepdims=1").Node("Add", sum == 0 ? "s0 s0" : $"t{sum - 1} s{sum}", $"t{sum}");
            return model.Node("Add", "t999 c0", "c1");
        }),
        ["nearest elements"] = () =>
        {
            TestModel model = new TestModel().Input("x", 1, 1, 1, 1).Floats("s", [4], 1, 1, 1 << 20, 1).Floats("b", [4], 1, 1, 1f / (1 << 20), 1);
            for (int i = 0; i < 100; i++)
            {
                model.Node("Resize", i == 0 ? "x _ s" : $"y{i - 1} _ s", $"z{i}", "mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor")
                    .Node("Resize", $"z{i} _ b", $"y{i}", "mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor");
            }

            return model.Output("y99");
        },
        ["transposed weights"] = () => Chain(1, 1000, (model, i) => model.Node("MatMul", $"y{i - 1} w", $"y{i}"), model => model.Floats("w", [1024, 1024])),
        ["axes that are many"] = () => new TestModel().Input("x", 1).Integers("a", 0).Integers("b", 1 << 20).Integers("d", 1)
            .Node("Squeeze", "a", "from").Node("Squeeze", "b", "to").Node("Squeeze", "d", "by").Node("Range", "from to by", "axes").Node("Unsqueeze", "x axes", "y").Output("y"),
    };

    public static TheoryData<string> Names => [.. Bombs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_small_file_is_refused_in_little_memory(string name)
    {
        byte[] bytes = Bombs[name]().Bytes;
        long own = name == "transposed weights" ? 16 * 4 * Megabyte : 0;
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = FluentActions.Invoking(() => OnnxModel.Load(new MemoryStream(bytes))).Should().Throw<OnnxException>().Which.Message;

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostAllocated + own);
        if (name == "axes that are many")
            message.Should().EndWith("it makes 1048577 axes: 32 are the most");
        else
            message.Should().MatchRegex("^node '.*' \\(.*\\): the constants that are computed while the model is read, and the weights that are used again, have more than [0-9]+ bytes: 67108864 \\(OnnxImportOptions.MaxConstantBytes\\) and 16 for each byte of the model's own tensors$");
    }

    /// <summary>Each layer packs its weights for itself: one constant of 4 MiB in 400 convolutions was 1.6 GiB.</summary>
    [Fact]
    public void A_weight_that_many_layers_use_counts_for_each()
    {
        TestModel model = new TestModel().Input("y0", 1, 1024, 1, 1).Integers("shape", 1024, 1024, 1, 1).Node("ConstantOfShape", "shape", "w");
        for (int i = 1; i <= 400; i++)
            model.Node("Conv", $"y{i - 1} w", $"y{i}");
        byte[] bytes = model.Output("y400").Bytes;

        FluentActions.Invoking(() => OnnxModel.Load(new MemoryStream(bytes))).Should().Throw<OnnxException>()
            .WithMessage("node '*': the constants that are computed while the model is read, and the weights that are used again, have more than 6710*");
        OnnxModel.Load(new MemoryStream(bytes), new OnnxImportOptions { MaxConstantBytes = 4L << 30 }).Network.Nodes.Should().HaveCount(400);
    }

    [Fact]
    public void The_limit_can_be_raised_and_lowered()
    {
        TestModel model = Folded(1024, 4, (chain, i) => chain.Node("Add", $"c{i - 1} c{i - 1}", $"c{i}"));
        const long Own = 16 * 2 * sizeof(long); // the two shapes that the model itself has
        const long Computed = (1 + 4 + 1) * 1024 * sizeof(long) - 1024 * sizeof(float); // integers, and floats of the last

        model.Load(new OnnxImportOptions { MaxConstantBytes = Computed }).Network.Nodes.Should().NotBeEmpty();
        model.Refusal(new OnnxImportOptions { MaxConstantBytes = Computed - Own - 1 }).Should().StartWith("node 'Cast_");
    }

    /// <summary>A file with much data may compute much: here twelve times the weights, which are more than the limit by themselves.</summary>
    [Fact]
    public void Work_on_the_models_own_weights_is_no_bomb()
    {
        TestModel model = new TestModel().Input("x", 1, 512, 2, 2).Floats("w", [512, 512, 1, 1]);
        string last = "w";
        for (int i = 0; i < 12; i++)
            model.Node("Add", $"{last} w", last = $"w{i}");
        model.Node("Conv", $"x {last}", "y").Output("y");

        model.Load(new OnnxImportOptions { MaxConstantBytes = 0 }).Network.Nodes.Should().ContainSingle();
    }

    /// <summary>Constants on the way to others are let go of as soon as nothing needs them any more.</summary>
    [Fact]
    public void Values_are_kept_for_their_last_use_only()
    {
        GraphProto message = new TestModel().Input("x", 2).Floats("a", [2]).Floats("b", [2])
            .Node("Add", "a b", "c").Node("Mul", "c c", "d").Node("Sub", "d a", "e").Node("Add", "x e", "y").Output("y").Output("c").Graph;
        var graph = new OnnxGraph(message, _ => false);

        string.Join("; ", graph.Nodes.Select(node => string.Join(" ", graph.LastUses(node)))).Should().Be("b; ; d a; x e");
    }

    [Fact]
    public void Twenty_thousand_layers_are_read()
    {
        TestModel model = Chain(1, 20_000, (chain, i) => chain.Node("Relu", $"y{i - 1}", $"y{i}"));

        model.Load().Network.Nodes.Should().HaveCount(20_000);
    }

    /// <summary>Tensors that share the bytes of a file count as computed from the second on.</summary>
    [Fact]
    public void The_same_external_bytes_are_counted_once()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("groupconv-tests-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "data.bin"), new byte[Megabyte]);
            TestModel model = new TestModel().Input("x", 1, 1 << 18);
            for (int i = 0; i < 40; i++)
            {
                var tensor = new TensorProto { Name = $"w{i}", DataType = TensorProto.Types.DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
                tensor.Dims.Add(1 << 18);
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data.bin" });
                model.Graph.Initializer.Add(tensor);
                model.Node("Add", i == 0 ? "x w0" : $"y{i - 1} w{i}", $"y{i}");
            }

            string path = Path.Combine(folder.FullName, "model.onnx");
            File.WriteAllBytes(path, model.Output("y39").Bytes);

            FluentActions.Invoking(() => OnnxModel.Load(path, new OnnxImportOptions { MaxConstantBytes = 16 * Megabyte }))
                .Should().Throw<OnnxException>().WithMessage("tensor 'w33': the constants that are computed*");
            OnnxModel.Load(path).Network.Nodes.Should().HaveCount(80);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Layers behind each other; <c>n</c> is a shape of one axis.</summary>
    private static TestModel Chain(int length, int nodes, Func<TestModel, int, TestModel> add, Action<TestModel>? begin = null)
    {
        TestModel model = new TestModel().Input("y0", 1, begin is null ? length : 1024).Integers("n", length);
        begin?.Invoke(model);
        for (int i = 1; i <= nodes; i++)
            add(model, i);
        return model.Output($"y{nodes}");
    }

    /// <summary>Integers <c>c0</c> of a length, of which nodes make the last, and an input to which that is added.</summary>
    private static TestModel Folded(int length, int nodes, Func<TestModel, int, TestModel> add)
    {
        TestModel model = new TestModel().Input("x", length).Integers("n", length).Node("ConstantOfShape", "n", "c0").With("value", OneInteger());
        for (int i = 1; i <= nodes; i++)
            add(model, i);
        return model.Node("Cast", $"c{nodes}", "f", "to=1").Node("Add", "x f", "y").Output("y");
    }

    private static TensorProto OneInteger()
    {
        TensorProto tensor = TestModel.OfInteger(1);
        tensor.Dims.Add(1);
        return tensor;
    }
}
