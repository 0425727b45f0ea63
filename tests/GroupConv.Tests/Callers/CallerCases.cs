using System.Numerics.Tensors;
using GroupConv.Networks;
using GroupConv.Networks.Blocks;
using GroupConv.Networks.Models;
using GroupConv.Onnx;

namespace GroupConv.Tests.Callers;

/// <summary>
/// A call of every public member that takes memory, by the member's name as <see cref="PublicSurface"/> has it. What a call returns is
/// compared as text with the same call on lists that do not change.
/// </summary>
internal static class CallerCases
{
    private static readonly GroupedConv1d Line = new(new GroupedConv1dOptions(2, 4, 3) { Padding = 1, Groups = 2 });
    private static readonly GroupedConv2d Conv = new(new GroupedConv2dOptions(2, 4, 3) { Padding = 1, Groups = 2 });
    private static readonly GroupedConv2d Other = new(new GroupedConv2dOptions(64, 64, 3));
    private static readonly GroupedConvTranspose2d Transposed =
        new(new GroupedConvTranspose2dOptions(2, 4, 3) { Padding = 1, Groups = 2 }, new float[36], new float[4]);

    private static readonly ConvGeometry Geometry = Conv.Geometry(4, 5);
    private static readonly Network Classifier = NewClassifier();
    private static readonly StateDict Weights = StateDict.Random(Classifier);
    private static readonly CompiledNetwork Sum = NewSum();
    private static readonly TensorShape Image = [1, 2, 4, 5], Large = [1, 2, 64, 64], Small = [1, 2, 1, 1];
    private static readonly EpochResult Epoch = new(1, 1, 0.5, 1, 0.5, 0.1, 1);
    private static readonly TrainingRun Training = new("run", Classifier, Image, [Epoch], new Evaluation(1, new ConfusionMatrix(3)), 1);
    private static readonly NetworkNode Node = Classifier.Nodes[1];

    private static readonly OnnxModel Imported = new Onnx.TestModel().Input("x", 1, 2, 4, 5).Node("Relu", "x", "y").Output("y").Load();

    private static readonly byte[] FileOfOneTensor =
        [.. BitConverter.GetBytes(64L), .. System.Text.Encoding.ASCII.GetBytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}".PadRight(64)), .. new byte[8]];

    public static IReadOnlyDictionary<string, Func<CallerArguments, object?>> All { get; } = new Dictionary<string, Func<CallerArguments, object?>>
    {
        ["GroupedConv1d..ctor(GroupedConv1dOptions, ReadOnlySpan<Single>, ReadOnlySpan<Single>)"] = a => new GroupedConv1d(Line.Options, a.Floats(12), a.Floats(4)),
        ["GroupedConv1d.Update(ReadOnlySpan<Single>, ReadOnlySpan<Single>)"] = a => Do(() => new GroupedConv1d(Line.Options).Update(a.Floats(12), a.Floats(4))),
        ["GroupedConv1d.Forward(ReadOnlySpan<Single>, Int32, Int32, Span<Single>, Int32, CancellationToken)"] = a => Do(() => Line.Forward(a.Floats(20), 1, 10, a.Floats(40))),
        ["GroupedConv1d.Forward(ReadOnlyTensorSpan<Single>, TensorSpan<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Line.Forward(new ReadOnlyTensorSpan<float>(a.Floats(20), [1, 2, 10]), new TensorSpan<float>(a.Floats(40), [1, 4, 10]))),
        ["GroupedConv1d.Forward(Tensor<Single>, Int32, CancellationToken)"] = a => Line.Forward(Tensor.Create(a.Floats(20), [1, 2, 10])).FlattenedLength,
        ["GroupedConv1d.BackwardInput(ReadOnlySpan<Single>, Int32, Int32, Span<Single>, Int32, CancellationToken)"] = a => Do(() => Line.BackwardInput(a.Floats(40), 1, 10, a.Floats(20))),
        ["GroupedConv1d.BackwardWeights(ReadOnlySpan<Single>, ReadOnlySpan<Single>, Int32, Int32, Span<Single>, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Line.BackwardWeights(a.Floats(20), a.Floats(40), 1, 10, a.Floats(12), a.Floats(4))),
        ["GroupedConv2d..ctor(GroupedConv2dOptions, ReadOnlySpan<Single>, ReadOnlySpan<Single>)"] = a => new GroupedConv2d(Conv.Options, a.Floats(36), a.Floats(4)),
        ["GroupedConv2d..ctor(GroupedConv2dOptions, ReadOnlyTensorSpan<Single>, ReadOnlySpan<Single>)"] = a =>
            new GroupedConv2d(Conv.Options, new ReadOnlyTensorSpan<float>(a.Floats(36), [4, 1, 3, 3]), a.Floats(4)),
        ["GroupedConv2d.Update(ReadOnlySpan<Single>, ReadOnlySpan<Single>)"] = a => Do(() => new GroupedConv2d(Conv.Options).Update(a.Floats(36), a.Floats(4))),
        ["GroupedConv2d.FromGroups(IReadOnlyList<GroupedConv2d>)"] = a => GroupedConv2d.FromGroups(a.List([Conv, Conv], Other)),
        ["GroupedConv2d.Forward(ReadOnlySpan<Single>, Int32, Int32, Int32, Span<Single>, Int32, CancellationToken)"] = a => Do(() => Conv.Forward(a.Floats(40), 1, 4, 5, a.Floats(80))),
        ["GroupedConv2d.Forward(ReadOnlySpan<Single>, Int32, Int32, Int32, ReadOnlySpan<Single>, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Conv.Forward(a.Floats(40), 1, 4, 5, a.Floats(80), a.Floats(80))),
        ["GroupedConv2d.Forward(ReadOnlyTensorSpan<Single>, TensorSpan<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Conv.Forward(new ReadOnlyTensorSpan<float>(a.Floats(40), [1, 2, 4, 5]), new TensorSpan<float>(a.Floats(80), [1, 4, 4, 5]))),
        ["GroupedConv2d.Forward(ReadOnlyTensorSpan<Single>, ReadOnlyTensorSpan<Single>, TensorSpan<Single>, Int32, CancellationToken)"] = a => Do(() => Conv.Forward(
            new ReadOnlyTensorSpan<float>(a.Floats(40), [1, 2, 4, 5]), new ReadOnlyTensorSpan<float>(a.Floats(80), [1, 4, 4, 5]), new TensorSpan<float>(a.Floats(80), [1, 4, 4, 5]))),
        ["GroupedConv2d.Forward(Tensor<Single>, Int32, CancellationToken)"] = a => Conv.Forward(Tensor.Create(a.Floats(40), [1, 2, 4, 5])).FlattenedLength,
        ["GroupedConv2d.Forward(Tensor<Single>, Tensor<Single>, Int32, CancellationToken)"] = a =>
            Conv.Forward(Tensor.Create(a.Floats(40), [1, 2, 4, 5]), Tensor.Create(a.Floats(80), [1, 4, 4, 5])).FlattenedLength,
        ["GroupedConv2d.BackwardInput(ReadOnlySpan<Single>, Int32, Int32, Int32, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Conv.BackwardInput(a.Floats(80), 1, 4, 5, a.Floats(40))),
        ["GroupedConv2d.BackwardWeights(ReadOnlySpan<Single>, ReadOnlySpan<Single>, Int32, Int32, Int32, Span<Single>, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Conv.BackwardWeights(a.Floats(40), a.Floats(80), 1, 4, 5, a.Floats(36), a.Floats(4))),
        ["GroupedConvTranspose2d..ctor(GroupedConvTranspose2dOptions, ReadOnlySpan<Single>, ReadOnlySpan<Single>)"] = a =>
            new GroupedConvTranspose2d(Transposed.Options, a.Floats(36), a.Floats(4)),
        ["GroupedConvTranspose2d.Update(ReadOnlySpan<Single>, ReadOnlySpan<Single>)"] = a => Do(() => Transposed.Update(a.Floats(36), a.Floats(4))),
        ["GroupedConvTranspose2d.Forward(ReadOnlySpan<Single>, Int32, Int32, Int32, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Transposed.Forward(a.Floats(40), 1, 4, 5, a.Floats(80))),
        ["GroupedConvTranspose2d.Forward(Tensor<Single>, Int32, CancellationToken)"] = a => Transposed.Forward(Tensor.Create(a.Floats(40), [1, 2, 4, 5])).FlattenedLength,
        ["GroupedConvTranspose2d.BackwardInput(ReadOnlySpan<Single>, Int32, Int32, Int32, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Transposed.BackwardInput(a.Floats(80), 1, 4, 5, a.Floats(40))),
        ["GroupedConvTranspose2d.BackwardWeights(ReadOnlySpan<Single>, ReadOnlySpan<Single>, Int32, Int32, Int32, Span<Single>, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Transposed.BackwardWeights(a.Floats(40), a.Floats(80), 1, 4, 5, a.Floats(36), a.Floats(4))),
        ["ReferenceConvolution.Forward(ConvGeometry, ReadOnlySpan<Single>, ReadOnlySpan<Single>, ReadOnlySpan<Single>, Span<Single>)"] = a =>
            Do(() => ReferenceConvolution.Forward(Geometry, a.Floats(40), a.Floats(36), a.Floats(4), a.Floats(80))),
        ["ReferenceConvolution.Forward(ConvGeometry, ReadOnlySpan<Single>, ReadOnlySpan<Single>, ReadOnlySpan<Single>, ReadOnlySpan<Single>, Span<Single>)"] = a =>
            Do(() => ReferenceConvolution.Forward(Geometry, a.Floats(40), a.Floats(36), a.Floats(4), a.Floats(80), a.Floats(80))),
        ["ReferenceGradients.BackwardInput(ConvGeometry, ReadOnlySpan<Single>, ReadOnlySpan<Single>, Span<Single>)"] = a =>
            Do(() => ReferenceGradients.BackwardInput(Geometry, a.Floats(80), a.Floats(36), a.Floats(40))),
        ["ReferenceGradients.BackwardWeights(ConvGeometry, ReadOnlySpan<Single>, ReadOnlySpan<Single>, Span<Single>, Span<Single>)"] = a =>
            Do(() => ReferenceGradients.BackwardWeights(Geometry, a.Floats(40), a.Floats(80), a.Floats(36), a.Floats(4))),
        ["TensorLayouts.Reorder(ReadOnlySpan<Single>, TensorLayout, Span<Single>, TensorLayout, Int32, Int32, Int32, Int32, Int32, CancellationToken)"] = a =>
            Do(() => TensorLayouts.Reorder(a.Floats(40), TensorLayout.Nchw, a.Floats(160), TensorLayout.Nchw8c, 1, 2, 4, 5)),

        ["Network.Compile(StateDict, IReadOnlyList<TensorShape>, CompileOptions)"] = a => Classifier.Compile(Weights, Shapes(a)),
        ["Network.Macs(IReadOnlyList<TensorShape>)"] = a => Classifier.Macs(Shapes(a)),
        ["Network.Shapes(IReadOnlyList<TensorShape>)"] = a => Classifier.Shapes(Shapes(a)),
        ["Network.Summary(IReadOnlyList<TensorShape>, IReadOnlyList<Double>)"] = a => Classifier.Summary(Shapes(a), a.List([1.0, 2.0, 3.0, 4.0], double.NaN, -1)),
        ["CompiledNetwork.Run(ReadOnlySpan<Single>, Span<Single>, Int32, CancellationToken)"] = a =>
            Do(() => Classifier.Compile(Weights, Image).Run(a.Floats(40), a.Floats(3))),
        ["CompiledNetwork.Run(IReadOnlyList<ReadOnlyMemory<Single>>, IReadOnlyList<Memory<Single>>, Int32, CancellationToken)"] = a =>
        {
            (IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs, float[][] results) = Tensors(a);
            Sum.Run(inputs, outputs);
            return $"{results[0][39]} {results[1][39]}";
        },
        ["CompiledNetwork.Profile(IReadOnlyList<ReadOnlyMemory<Single>>, IReadOnlyList<Memory<Single>>, Span<Double>, Int32)"] = a =>
        {
            (IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs, float[][] results) = Tensors(a);
            Sum.Profile(inputs, outputs, new double[Sum.Steps.Count]);
            return $"{results[0][39]} {results[1][39]}";
        },
        ["CompiledNetwork.Run(IReadOnlyList<Tensor<Single>>)"] = a =>
        {
            Tensor<float> right = Tensor.CreateFromShape<float>([1, 2, 4, 5]), wrong = Tensor.CreateFromShape<float>([1, 2, 1, 1]);
            return Sum.Run(a.Second is null ? a.Array([right, right], wrong) : a.List([right, right], wrong))[0].FlattenedLength;
        },
        ["NetworkBuilder.Add(String, Layer, ReadOnlySpan<NetworkValue>)"] = a =>
        {
            var builder = new NetworkBuilder();
            NetworkValue x = builder.Input();
            NetworkValue sum = builder.Add("sum", new Add(), a.Array([x, x], Node.Output));
            return builder.Build("network", sum).Macs(Image);
        },
        ["NetworkBuilder.Build(String, ReadOnlySpan<NetworkValue>)"] = a =>
        {
            var builder = new NetworkBuilder();
            return builder.Build("network", a.Array([builder.Add("relu", new ReLU(), builder.Input())], Node.Output)).Macs(Image);
        },
        ["NetworkBuilder.Build(String, ReadOnlySpan<ValueTuple<String, NetworkValue>>)"] = a =>
        {
            var builder = new NetworkBuilder();
            return builder.Build("network", a.Array([("y", builder.Add("relu", new ReLU(), builder.Input()))], ("z", Node.Output))).Macs(Image);
        },
        ["NetworkNode..ctor(Int32, String, Layer, IReadOnlyList<NetworkValue>)"] = a => new NetworkNode(0, "node", new ReLU(), Values(a)),
        ["NetworkNode.set_Inputs(IReadOnlyList<NetworkValue>)"] = a => Node with { Inputs = Values(a) },
        ["Layer.OutputShape(IReadOnlyList<TensorShape>)"] = a => new Add().OutputShape(a.List([Image, Image], Large)),
        ["Layer.Macs(IReadOnlyList<TensorShape>)"] = a => new Conv2d(Conv.Options).Macs(a.List([Image], Large)),
        ["Mean..ctor(IReadOnlyList<Int32>, Boolean)"] = a => Checked(new Mean(Numbers(a))),
        ["Mean.set_Along(IReadOnlyList<Int32>)"] = a => Checked(new Mean([1]) with { Along = Numbers(a) }),
        ["Reshape..ctor(IReadOnlyList<Int32>)"] = a => Checked(new Reshape(a.List([1, 40], 7, -1))),
        ["Reshape.set_Lengths(IReadOnlyList<Int32>)"] = a => Checked(new Reshape([1]) with { Lengths = a.List([1, 40], 7, -1) }),
        ["Permute..ctor(IReadOnlyList<Int32>)"] = a => Checked(new Permute(a.List([0, 2, 3, 1], 9, -4))),
        ["Permute.set_Order(IReadOnlyList<Int32>)"] = a => Checked(new Permute([1]) with { Order = a.List([0, 2, 3, 1], 9, -4) }),
        ["Pad..ctor(IReadOnlyList<Int32>, IReadOnlyList<Int32>, PaddingMode, Single)"] = a => Checked(new Pad(a.List([0, 0, 1, 1], 1000), a.List([0, 0, 1, 1], 1000))),
        ["Pad.set_Before(IReadOnlyList<Int32>)"] = a => Checked(new Pad([0], [0, 0, 1, 1]) with { Before = a.List([0, 0, 1, 1], 1000) }),
        ["Pad.set_After(IReadOnlyList<Int32>)"] = a => Checked(new Pad([0, 0, 1, 1], [0]) with { After = a.List([0, 0, 1, 1], 1000) }),
        ["TensorShape..ctor(ReadOnlySpan<Int32>)"] = a => Consistent(new TensorShape(a.Array([1, 2, 3], 1000))),
        ["TensorShape.Create(ReadOnlySpan<Int32>)"] = a => Consistent(TensorShape.Create(a.Array([1, 2, 3], 1000))),
        ["XceptionBlocks.XceptionModule(NetworkBuilder, String, NetworkValue, IReadOnlyList<Int32>, Int32, Boolean)"] = a =>
        {
            var builder = new NetworkBuilder();
            return builder.Build("network", builder.XceptionModule("module", builder.Input(), a.List([2, 4, 4], 1000))).Macs(Image);
        },
        ["ResNeXt.Create(String, IReadOnlyList<Int32>, Int32, Int32, Int32, ResNeXtForm)"] = a => ResNeXt.Create("network", a.List([1, 1, 1, 1], 2), groups: 2, groupWidth: 2),
        ["ShuffleNetV2.Create(String, IReadOnlyList<Int32>, Int32, Int32)"] = a => ShuffleNetV2.Create("network", a.List([8, 16, 32], 3), lastChannels: 8),

        ["ConfusionMatrix.Add(ReadOnlySpan<Single>, ReadOnlySpan<Int32>)"] = a => Do(() => new ConfusionMatrix(3).Add(a.Floats(12), Labels(a))),
        ["LabeledSamples..ctor(TensorShape, Single[], Int32[], Int32)"] = a => Known(new LabeledSamples([2], a.Floats(8), Labels(a), classes: 3)),
        ["LabeledSamples.CopyTo(ReadOnlySpan<Int32>, Span<Single>, Span<Int32>)"] = a =>
            Do(() => new LabeledSamples([2], new float[8], new int[4], classes: 3).CopyTo(a.Array([0, 1, 2, 3], int.MaxValue, -1), a.Floats(8), new int[4])),
        ["SoftmaxCrossEntropy.Loss(ReadOnlySpan<Single>, ReadOnlySpan<Int32>, Span<Single>, Double)"] = a =>
            Do(() => SoftmaxCrossEntropy.Loss(a.Floats(12), Labels(a), a.Floats(12))),
        ["StateDict.Add(String, TensorShape, ReadOnlyMemory<Single>)"] = a =>
        {
            var weights = new StateDict();
            foreach (WeightTensor tensor in Weights)
                weights.Add(tensor.Name, tensor.Shape, a.Floats((int)tensor.Shape.Elements));
            Classifier.Compile(weights, Image).Run(new float[40], new float[3]);
            return weights;
        },
        ["SafeTensors.Parse(ReadOnlyMemory<Byte>)"] = a => SafeTensors.Parse(a.Array<byte>(FileOfOneTensor, 255, 0, (byte)'9')),
        ["SafeTensors.Save(String, StateDict, IReadOnlyDictionary<String, String>)"] = a =>
        {
            string path = Path.GetTempFileName();
            try
            {
                SafeTensors.Save(path, Weights, a.Map("key", "first", "other"));
                return SafeTensors.LoadMetadata(path)["key"];
            }
            finally
            {
                File.Delete(path);
            }
        },
        ["TrainerOptions.set_Notes(IReadOnlyDictionary<String, String>)"] = a => new TrainerOptions { Notes = a.Map("key", "first", "other") }.Notes["key"],
        ["TrainingNetwork.Forward(ReadOnlySpan<Single>, Int32, Int32, CancellationToken)"] = a => new TrainingNetwork(Classifier, Weights, Image).Forward(a.Floats(40), batch: 1).Length,
        ["TrainingNetwork.Backward(ReadOnlySpan<Single>, Int32, CancellationToken)"] = a =>
        {
            var training = new TrainingNetwork(Classifier, Weights, Image);
            training.Forward(new float[40], batch: 1);
            training.Backward(a.Floats(3));
            return training;
        },
        ["TrainingParameter..ctor(String, TensorShape, Memory<Single>, ReadOnlyMemory<Single>)"] = a => new TrainingParameter("name", [3], a.Floats(3), a.Floats(3)),
        ["TrainingParameter.set_Values(Memory<Single>)"] = a => new TrainingParameter("name", [3], default, default) { Values = a.Floats(3) },
        ["TrainingParameter.set_Gradient(ReadOnlyMemory<Single>)"] = a => new TrainingParameter("name", [3], default, default) { Gradient = a.Floats(3) },
        ["WeightTensor..ctor(String, TensorShape, ReadOnlyMemory<Single>)"] = a => new WeightTensor("name", [3], a.Floats(3)),
        ["WeightTensor.set_Values(ReadOnlyMemory<Single>)"] = a => new WeightTensor("name", [3], default) { Values = a.Floats(3) },
        ["SummaryRow..ctor(NetworkNode, IReadOnlyList<TensorShape>, TensorShape, Int64, Int64, Nullable<Double>)"] = a => new SummaryRow(Node, Shapes(a), Image, 1, 2, 3),
        ["SummaryRow.set_Inputs(IReadOnlyList<TensorShape>)"] = a => new SummaryRow(Node, [], Image, 1, 2, 3) { Inputs = Shapes(a) },
        ["TrainingRun..ctor(String, Network, TensorShape, IReadOnlyList<EpochResult>, Evaluation, Double)"] = a =>
            new TrainingRun("run", Classifier, Image, a.List([Epoch, Epoch], Epoch), Training.Test, 1).SecondsPerEpoch,
        ["TrainingRun.set_History(IReadOnlyList<EpochResult>)"] = a => (Training with { History = a.List([Epoch, Epoch], Epoch) }).SecondsPerEpoch,
        ["TrainingReport..ctor(String, IReadOnlyList<String>, IReadOnlyList<TrainingRun>)"] = a =>
            new TrainingReport("report", a.List(["a", "b", "c"], "d"), a.List([Training, Training], Training)).ToHtml().Length,
        ["TrainingReport.set_Classes(IReadOnlyList<String>)"] = a => (new TrainingReport("report", [], [Training]) { Classes = a.List(["a", "b", "c"], "d") }).ToHtml().Length,
        ["TrainingReport.set_Runs(IReadOnlyList<TrainingRun>)"] = a => (new TrainingReport("report", ["a", "b", "c"], []) { Runs = a.List([Training], Training) }).ToHtml().Length,
        ["ReferenceNetwork.Run(Network, StateDict, IReadOnlyList<TensorShape>, IReadOnlyList<Single[]>)"] = a =>
            ReferenceNetwork.Run(Classifier, Weights, Shapes(a), a.List<float[]>([new float[40]], new float[1], new float[4000]))[0].Length,
        ["OnnxModel.Compile(IReadOnlyList<TensorShape>, CompileOptions)"] = a => Imported.Compile(Shapes(a)),
        ["OnnxImportOptions.set_InputShapes(IReadOnlyDictionary<String, TensorShape>)"] = a => new OnnxImportOptions { InputShapes = a.Map("x", Image, Large) },
        ["OnnxTensorInfo..ctor(String, IReadOnlyList<Nullable<Int32>>)"] = a => new OnnxTensorInfo("name", a.List<int?>([1, null, 3], 7)),
        ["OnnxTensorInfo.set_Lengths(IReadOnlyList<Nullable<Int32>>)"] = a => new OnnxTensorInfo("name", null) { Lengths = a.List<int?>([1, null, 3], 7) },
        ["OnnxTensorInfo.set_AxisNames(IReadOnlyList<String>)"] = a => new OnnxTensorInfo("name", [null, null]) { AxisNames = a.List<string?>(["batch", null], "other") },
    };

    /// <summary>A run of a network of two inputs and two outputs, whose memory lies in lists or in arrays of lists.</summary>
    private static (IReadOnlyList<ReadOnlyMemory<float>> Inputs, IReadOnlyList<Memory<float>> Outputs, float[][] Results) Tensors(CallerArguments a)
    {
        float[][] results = [new float[40], new float[40]];
        ReadOnlyMemory<float>[] inputs = [Support.TestData.Uniform(40, 1), Support.TestData.Uniform(40, 2)];
        Memory<float>[] outputs = [results[0], results[1]];
        ReadOnlyMemory<float> shortInput = new float[1];
        Memory<float> shortOutput = new float[1], longOutput = new float[4000];
        return a.Second is null
            ? (a.Array(inputs, shortInput, default), a.Array(outputs, shortOutput, longOutput.Slice(3990), default), results)
            : (a.List(inputs, shortInput), a.List(outputs, shortOutput), results);
    }

    private static IReadOnlyList<TensorShape> Shapes(CallerArguments a) => a.Second is null ? a.Array([Image], Large, Small) : a.List([Image], Large, Small);

    private static IReadOnlyList<int> Numbers(CallerArguments a) => a.Second is null ? a.Array([1, 2], 1000, -1) : a.List([1, 2], 1000, -1);

    private static IReadOnlyList<NetworkValue> Values(CallerArguments a) => a.List([Node.Output], Classifier.Nodes[0].Output);

    private static int[] Labels(CallerArguments a) => a.Array([0, 1, 2, 0], int.MaxValue, -1, 3);

    /// <summary>The layer runs as its shape says, whatever became of the list.</summary>
    private static string Checked(Layer layer)
    {
        var builder = new NetworkBuilder();
        CompiledNetwork network = builder.Build("layer", builder.Add("layer", layer, builder.Input())).Compile(new StateDict(), Image);
        network.Run(new float[40], new float[network.Outputs[0].Shape.Elements]);
        return $"{layer} {network}";
    }

    private static string Consistent(TensorShape shape) =>
        shape.Elements == shape.Aggregate(1L, (product, length) => product * length) ? "" : throw new InvalidOperationException($"{shape} with {shape.Elements} elements");

    private static string Known(LabeledSamples samples)
    {
        foreach (int label in samples.Labels.Span)
        {
            if ((uint)label >= (uint)samples.Classes)
                throw new InvalidOperationException($"a label of {label}");
        }

        return $"{samples}";
    }

    private static object? Do(Action action)
    {
        action();
        return null;
    }

    private static Network NewClassifier()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("conv", new Conv2d(new GroupedConv2dOptions(2, 4, 3) { Padding = 1 }), builder.Input());
        x = builder.Add("pool", new AdaptiveAvgPool2d(1), builder.Add("relu", new ReLU(), x));
        return builder.Build("classifier", builder.Add("fc", new Conv2d(new GroupedConv2dOptions(4, 3, 1)), x));
    }

    private static CompiledNetwork NewSum()
    {
        var builder = new NetworkBuilder();
        NetworkValue a = builder.Input("a"), b = builder.Input("b");
        return builder.Build("sum", builder.Add("sum", new Add(), a, b), builder.Add("product", new Mul(), a, b)).Compile(new StateDict(), [[1, 2, 4, 5], [1, 2, 4, 5]]);
    }
}
