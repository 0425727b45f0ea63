using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;

namespace GroupConv.Benchmarks.Networks;

/// <summary>A network run by ONNX Runtime.</summary>
internal sealed class OrtNetwork : InProcessLayer
{
    private readonly OrtApi _api = new(OrtContender.Library());
    private readonly nint _environment;
    private readonly OrtSession _session;
    private readonly AlignedFloats _input, _output;

    public OrtNetwork(NetworkTask task)
    {
        _input = new AlignedFloats(task.InputElements);
        _output = new AlignedFloats(task.OutputElements);
        NetworkTask.FillInput(_input.Span);
        _environment = _api.CreateEnvironment();
        _session = new OrtSession(
            _api, _api.CreateSession(_environment, task.Model, task.Threads),
            (task.Input, _input, task.InputShape), (task.Output, _output, task.OutputShape));
    }

    public override string Variant => _api.Version;

    public override void CopyOutput(Span<float> output) => _output.Span.CopyTo(output);

    public override void Dispose()
    {
        _session.Dispose();
        _api.Release(OrtFunction.ReleaseEnv, _environment);
        _input.Dispose();
        _output.Dispose();
    }

    protected override void Run() => _session.Run();
}
