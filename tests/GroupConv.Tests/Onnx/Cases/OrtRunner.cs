using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Networks;

namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Runs models with ONNX Runtime, the library that the command <c>peers</c> of the benchmarks measures.</summary>
internal sealed class OrtRunner(string library)
{
    private readonly OrtApi _api = new(library);

    /// <summary>The outputs of a model; their shapes must be known, and are checked.</summary>
    public float[][] Run(byte[] model, IReadOnlyList<NetworkTensorInfo> inputs, float[][] values, IReadOnlyList<NetworkTensorInfo> outputs)
    {
        nint environment = _api.CreateEnvironment();
        nint session = _api.CreateSession(environment, model, threads: 1);
        nint binding = _api.CreateBinding(session);
        AlignedFloats[] given = [.. inputs.Select(input => new AlignedFloats(input.Shape.Elements))];
        AlignedFloats[] taken = [.. outputs.Select(output => new AlignedFloats(output.Shape.Elements))];
        for (int i = 0; i < given.Length; i++)
        {
            values[i].CopyTo(given[i].Span);
            _api.Bind(OrtFunction.BindInput, binding, inputs[i].Name, _api.CreateTensor(given[i], [.. inputs[i].Shape.Select(length => (long)length)]));
        }

        for (int i = 0; i < taken.Length; i++)
            _api.Bind(OrtFunction.BindOutput, binding, outputs[i].Name, _api.CreateTensor(taken[i], [.. outputs[i].Shape.Select(length => (long)length)]));
        _api.Run(session, binding);
        float[][] results = [.. taken.Select(output => output.Span.ToArray())];
        _api.Release(OrtFunction.ReleaseIoBinding, binding);
        _api.Release(OrtFunction.ReleaseSession, session);
        _api.Release(OrtFunction.ReleaseEnv, environment);
        foreach (AlignedFloats floats in (AlignedFloats[])[.. given, .. taken])
            floats.Dispose();
        return results;
    }
}
