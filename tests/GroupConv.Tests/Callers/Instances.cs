using GroupConv.Networks;
using GroupConv.Networks.Blocks;
using GroupConv.Networks.Models;
using GroupConv.Onnx;
using GroupConv.Tests.Onnx;

namespace GroupConv.Tests.Callers;

/// <summary>Some instances of every public type that has any, among them the ones that are hard to print.</summary>
internal static class Instances
{
    private static readonly GroupedConv2dOptions ConvOptions = new(4, 8, 3) { Padding = 1, Groups = 4, Clamp = OutputClamp.Relu };
    private static readonly GroupedConvTranspose2dOptions TransposedOptions = new(4, 8, 3) { OutputPadding = 0, Bias = false };
    private static readonly Network Classifier = NewClassifier();
    private static readonly StateDict Weights = StateDict.Random(Classifier);
    private static readonly TensorShape Image = [2, 2, 4, 5];
    private static readonly LabeledSamples Samples = new([2, 4, 5], new float[80], [0, 2], classes: 3);
    private static readonly EpochResult Epoch = new(1, 1.5, 0.25, double.NaN, 0.5, 0.001, 2.5);
    private static readonly NetworkNode Node = Classifier.Nodes[^1];
    private static readonly TrainingRun Training = new("run", Classifier, Image, [Epoch], new Evaluation(1.5, new ConfusionMatrix(3)), 0.25);

    public static IReadOnlyDictionary<Type, Func<object[]>> All { get; } = new Dictionary<Type, Func<object[]>>
    {
        [typeof(ConvCost)] = () => [ConvCost.Of(Geometry(1)), ConvCost.Of(Geometry(4))],
        [typeof(ConvGeometry)] = () => [Geometry(1), Geometry(4)],
        [typeof(ConvPlan)] = () => [.. ConvPlan.Candidates(Geometry(4)), ConvPlan.Of(Geometry(4))],
        [typeof(Fraction)] = () => [new Fraction(1, 32), new Fraction(0, 1), default(Fraction)],
        [typeof(GroupedConv1d)] = () => [new GroupedConv1d(new GroupedConv1dOptions(2, 4, 3))],
        [typeof(GroupedConv1dOptions)] = () => [new GroupedConv1dOptions(2, 4, 3) { Padding = Padding1d.SameUpper, Clamp = new(-0.5f, 0.5f) }, new GroupedConv1dOptions(-1, 0, 0)],
        [typeof(GroupedConv2d)] = () => [new GroupedConv2d(ConvOptions)],
        [typeof(GroupedConv2dOptions)] = () => [ConvOptions with { Clamp = new(-0.5f, 0.5f), Algorithm = ConvAlgorithm.Reference }, new GroupedConv2dOptions(int.MaxValue, 0, 0) { Groups = 0 }],
        [typeof(GroupedConvTranspose2d)] = () => [new GroupedConvTranspose2d(TransposedOptions, new float[288])],
        [typeof(GroupedConvTranspose2dOptions)] = () => [TransposedOptions, new GroupedConvTranspose2dOptions(0, 0, int.MaxValue) { Groups = 0 }],
        [typeof(OutputClamp)] = () => [new OutputClamp(-0.5f, 1.5f), OutputClamp.Relu, default(OutputClamp)],
        [typeof(Padding)] = () => [new Padding(1, 2, 3, 4), Padding.SameLower, default(Padding), new Padding(-1)],
        [typeof(Padding1d)] = () => [new Padding1d(1, 2), Padding1d.SameLower, default(Padding1d), new Padding1d(-1, 0)],
        [typeof(Size2d)] = () => [new Size2d(3, 5), default(Size2d), new Size2d(-1, 5)],

        [typeof(CompiledNetwork)] = () => [Classifier.Compile(Weights, Image)],
        [typeof(CompiledStep)] = () => [.. Classifier.Compile(Weights, Image).Steps],
        [typeof(CompileOptions)] = () => [CompileOptions.Default, CompileOptions.Plain],
        [typeof(ConfusionMatrix)] = () => [new ConfusionMatrix(3), Filled()],
        [typeof(EpochResult)] = () => [Epoch],
        [typeof(Evaluation)] = () => [new Evaluation(1.5, Filled())],
        [typeof(HarDataset)] = () => [new HarDataset(Samples, Samples)],
        [typeof(LabeledSamples)] = () => [Samples],
        [typeof(ConstantRate)] = () => [new ConstantRate(0.001)],
        [typeof(StepDecay)] = () => [new StepDecay(0.001, 2.5)],
        [typeof(CosineDecay)] = () => [new CosineDecay(0.001, 2.5)],
        [typeof(WarmUp)] = () => [new WarmUp(new ConstantRate(0.001), 2.5)],
        [typeof(Network)] = () => [Classifier, NamedModels.All[0].Create()],
        [typeof(NetworkBuilder)] = () => [new NetworkBuilder()],
        [typeof(NetworkNode)] = () => [Node, .. Classifier.Nodes],
        [typeof(NetworkShapes)] = () => [Classifier.Shapes(Image)],
        [typeof(NetworkSummary)] = () => [Classifier.Summary([Image]), Classifier.Summary([Image], [.. Classifier.Nodes.Select(_ => 0.25)])],
        [typeof(NetworkTensorInfo)] = () => [.. Classifier.Compile(Weights, Image).Inputs],
        [typeof(NetworkValue)] = () => [new NetworkBuilder().Input(), Node.Output, default(NetworkValue)],
        [typeof(Optimizer)] = () => [new AdamOptions().Create(NewTraining()), new SgdOptions().Create(NewTraining())],
        [typeof(SgdOptions)] = () => [new SgdOptions { Momentum = 0.9, Nesterov = true, WeightDecay = 0.001 }],
        [typeof(AdamOptions)] = () => [new AdamOptions { DecoupledDecay = true }],
        [typeof(ParameterSpec)] = () => [new ParameterSpec("weight", [3, 4]), new ParameterSpec("mean", [3], IsTrainable: false)],
        [typeof(Standardization)] = () => [Standardization.Of(Samples)],
        [typeof(SafeTensorsFile)] = () => [NewFile()],
        [typeof(StateDict)] = () => [Weights, new StateDict()],
        [typeof(SummaryRow)] = () => [.. Classifier.Summary([Image], [.. Classifier.Nodes.Select(_ => 0.25)]).Rows],
        [typeof(TensorShape)] = () => [Image, new TensorShape()],
        [typeof(Trainer)] = () => [new Trainer(Classifier, Samples, null, new TrainerOptions())],
        [typeof(TrainerOptions)] = () => [new TrainerOptions { LabelSmoothing = 0.1, Notes = new Dictionary<string, string> { ["data"] = "har" } }],
        [typeof(TrainingCheckpoint)] = () => [NewCheckpoint()],
        [typeof(TrainingNetwork)] = () => [NewTraining()],
        [typeof(TrainingOptions)] = () => [new TrainingOptions { InputGradient = true }],
        [typeof(TrainingParameter)] = () => [.. NewTraining().Parameters],
        [typeof(TrainingProgress)] = () => [new TrainingProgress(1, 2, 3, 0.5, null), new TrainingProgress(1, 2, 3, 0.5, Epoch)],
        [typeof(TrainingReport)] = () => [new TrainingReport("report", ["a", "b", "c"], [Training])],
        [typeof(TrainingRun)] = () => [Training],
        [typeof(WeightTensor)] = () => [.. Weights],
        [typeof(NamedModel)] = () => [.. NamedModels.All],
        [typeof(ResNeXtBlockOptions)] = () => [new ResNeXtBlockOptions(64, 128, 256)],

        [typeof(OnnxImportOptions)] = () => [new OnnxImportOptions(), new OnnxImportOptions { InputShapes = new Dictionary<string, TensorShape> { ["x"] = Image } }],
        [typeof(OnnxModel)] = () => [new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("y").Load()],
        [typeof(OnnxTensorInfo)] = () => [new OnnxTensorInfo("x", [1, null]), new OnnxTensorInfo("x", null)],

        [typeof(BatchStatisticsNorm)] = () => [new BatchStatisticsNorm(3)],
        [typeof(ReLU)] = () => [new ReLU()],
        [typeof(ReLU6)] = () => [new ReLU6()],
        [typeof(Clamp)] = () => [new Clamp(-0.5f, float.PositiveInfinity)],
        [typeof(LeakyReLU)] = () => [new LeakyReLU()],
        [typeof(Sigmoid)] = () => [new Sigmoid()],
        [typeof(Tanh)] = () => [new Tanh()],
        [typeof(SiLU)] = () => [new SiLU()],
        [typeof(HardSigmoid)] = () => [new HardSigmoid()],
        [typeof(HardSwish)] = () => [new HardSwish()],
        [typeof(PReLU)] = () => [new PReLU()],
        [typeof(Dropout)] = () => [new Dropout()],
        [typeof(Identity)] = () => [new Identity()],
        [typeof(Softmax)] = () => [new Softmax()],
        [typeof(Add)] = () => [new Add()],
        [typeof(Sub)] = () => [new Sub()],
        [typeof(Mul)] = () => [new Mul()],
        [typeof(Div)] = () => [new Div()],
        [typeof(Constant)] = () => [new Constant([2, 3])],
        [typeof(BatchNorm2d)] = () => [new BatchNorm2d(4)],
        [typeof(ChannelShuffle)] = () => [new ChannelShuffle(2)],
        [typeof(Conv1d)] = () => [new Conv1d(new GroupedConv2dOptions(2, 4, (1, 3)))],
        [typeof(Conv2d)] = () => [new Conv2d(ConvOptions)],
        [typeof(ConvTranspose2d)] = () => [new ConvTranspose2d(4, 8, 3)],
        [typeof(Linear)] = () => [new Linear(4, 8), new Linear(-1, 8)],
        [typeof(MatMul)] = () => [new MatMul()],
        [typeof(Mean)] = () => [new Mean([1, 2]), new Mean([])],
        [typeof(MaxPool2d)] = () => [new MaxPool2d(3) { Stride = 2, CeilMode = true }],
        [typeof(AvgPool2d)] = () => [new AvgPool2d(3)],
        [typeof(AdaptiveAvgPool2d)] = () => [new AdaptiveAvgPool2d(1)],
        [typeof(Resize)] = () => [new Resize(8)],
        [typeof(Flatten)] = () => [new Flatten()],
        [typeof(Reshape)] = () => [new Reshape([-1, 8]), new Reshape([.. Enumerable.Range(1, 1000)])],
        [typeof(Permute)] = () => [new Permute([0, 2, 1])],
        [typeof(Concat)] = () => [new Concat(-1)],
        [typeof(Slice)] = () => [new Slice(-1, 0, int.MaxValue), new Slice(1, 0, 4, 2)],
        [typeof(Pad)] = () => [new Pad([0, 1], [0, 2], PaddingMode.Reflect)],
    };

    private static ConvGeometry Geometry(int groups) => new(ConvOptions with { Groups = groups }, batch: 1, height: 8, width: 9);

    private static ConfusionMatrix Filled()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add(0, 1);
        matrix.Add(2, 2);
        return matrix;
    }

    private static TrainingNetwork NewTraining() => new(Classifier, Weights, Image);

    /// <summary>Closed again, which its text does not depend on.</summary>
    private static SafeTensorsFile NewFile()
    {
        string path = Path.GetTempFileName();
        try
        {
            SafeTensors.Save(path, Weights);
            using SafeTensorsFile file = SafeTensors.Open(path);
            return file;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TrainingCheckpoint NewCheckpoint()
    {
        string path = Path.GetTempFileName();
        try
        {
            new Trainer(Classifier, Samples, null, new TrainerOptions()).Save(path);
            return TrainingCheckpoint.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Network NewClassifier()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("conv", new Conv2d(new GroupedConv2dOptions(2, 4, 3) { Padding = 1 }), builder.Input());
        x = builder.Add("pool", new AdaptiveAvgPool2d(1), builder.Add("relu", new ReLU(), x));
        return builder.Build("classifier", builder.Add("fc", new Linear(4, 3), builder.Add("flatten", new Flatten(), x)));
    }
}
