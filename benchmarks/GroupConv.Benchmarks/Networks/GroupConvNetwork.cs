using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Networks;
using GroupConv.Onnx;

namespace GroupConv.Benchmarks.Networks;

/// <summary>A network run by us.</summary>
internal sealed class GroupConvNetwork : InProcessLayer
{
    private readonly NetworkTask _task;
    private readonly CompiledNetwork _network;
    private readonly AlignedFloats _input, _output;

    public GroupConvNetwork(NetworkTask task, CompileOptions? options = null)
    {
        _task = task;
        _network = Load(task.Model, options);
        _input = new AlignedFloats(task.InputElements);
        _output = new AlignedFloats(task.OutputElements);
        NetworkTask.FillInput(_input.Span);
        CompilationWarmUp.Run(this);
        // As a program does that has read its model and is about to serve: what reading it took goes back to the system.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>What the activations of one caller take.</summary>
    public long ActivationBytes => _network.ActivationBytes;

    public override string Variant => "compiled";

    public override void CopyOutput(Span<float> output) => _output.Span.CopyTo(output);

    public override void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
    }

    protected override void Run() => _network.Run(_input.Span, _output.Span, _task.Threads);

    private static CompiledNetwork Load(string path, CompileOptions? options)
    {
        OnnxModel model = OnnxModel.Load(path);
        return model.Network.Compile(model.Weights, model.InputShapes, options);
    }
}
