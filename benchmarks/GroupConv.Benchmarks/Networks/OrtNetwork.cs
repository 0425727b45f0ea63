using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;

namespace GroupConv.Benchmarks.Networks;

/// <summary>A network run by ONNX Runtime, with input and output bound to memory of ours: a call copies nothing.</summary>
internal sealed class OrtNetwork : InProcessLayer
{
    private readonly OrtApi _api = new(OrtContender.Library());
    private readonly nint _environment, _session, _binding, _inputTensor, _outputTensor;
    private readonly AlignedFloats _input, _output;

    public OrtNetwork(NetworkTask task)
    {
        _input = new AlignedFloats(task.InputElements);
        _output = new AlignedFloats(task.OutputElements);
        NetworkTask.FillInput(_input.Span);
        _environment = _api.CreateEnvironment();
        _session = _api.CreateSession(_environment, task.Model, task.Threads);
        _binding = _api.CreateBinding(_session);
        _inputTensor = _api.CreateTensor(_input, task.InputShape);
        _outputTensor = _api.CreateTensor(_output, task.OutputShape);
        _api.Bind(OrtFunction.BindInput, _binding, task.Input, _inputTensor);
        _api.Bind(OrtFunction.BindOutput, _binding, task.Output, _outputTensor);
    }

    public override string Variant => _api.Version;

    public override void CopyOutput(Span<float> output) => _output.Span.CopyTo(output);

    public override void Dispose()
    {
        _api.Release(OrtFunction.ReleaseIoBinding, _binding);
        _api.Release(OrtFunction.ReleaseValue, _inputTensor);
        _api.Release(OrtFunction.ReleaseValue, _outputTensor);
        _api.Release(OrtFunction.ReleaseSession, _session);
        _api.Release(OrtFunction.ReleaseEnv, _environment);
        _input.Dispose();
        _output.Dispose();
    }

    protected override void Run() => _api.Run(_session, _binding);
}
