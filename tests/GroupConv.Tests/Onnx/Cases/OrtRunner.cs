using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Networks;

namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Runs models with ONNX Runtime, the library that the command <c>peers</c> of the benchmarks measures.</summary>
/// <param name="library">The library's file.</param>
/// <param name="optimizes">Whether it may fuse operators; without, each node is computed as it stands.</param>
internal sealed class OrtRunner(string library, bool optimizes = true) : IDisposable
{
    private readonly OrtApi _api = new(library);
    private nint _environment;

    public string Version => _api.Version;

    /// <summary>The outputs of a model; their shapes must be known, and are checked.</summary>
    /// <exception cref="NotSupportedException">The library refuses the model, or an output has another shape.</exception>
    public float[][] Run(byte[] model, IReadOnlyList<NetworkTensorInfo> inputs, float[][] values, IReadOnlyList<NetworkTensorInfo> outputs)
    {
        if (_environment == 0)
            _environment = _api.CreateEnvironment();
        nint session = _api.CreateSession(_environment, model, threads: 1, optimizes), binding = 0;
        var tensors = new List<nint>();
        AlignedFloats[] given = [.. inputs.Select(input => new AlignedFloats(input.Shape.Elements))];
        AlignedFloats[] taken = [.. outputs.Select(output => new AlignedFloats(output.Shape.Elements))];
        try
        {
            binding = _api.CreateBinding(session);
            for (int i = 0; i < given.Length; i++)
            {
                values[i].CopyTo(given[i].Span);
                Bind(OrtFunction.BindInput, inputs[i], given[i]);
            }

            for (int i = 0; i < taken.Length; i++)
                Bind(OrtFunction.BindOutput, outputs[i], taken[i]);
            _api.Run(session, binding);
            return [.. taken.Select(output => output.Span.ToArray())];
        }
        finally
        {
            if (binding != 0)
                _api.Release(OrtFunction.ReleaseIoBinding, binding);
            foreach (nint tensor in tensors)
                _api.Release(OrtFunction.ReleaseValue, tensor);
            _api.Release(OrtFunction.ReleaseSession, session);
            foreach (AlignedFloats floats in (AlignedFloats[])[.. given, .. taken])
                floats.Dispose();
        }

        void Bind(OrtFunction bind, NetworkTensorInfo tensor, AlignedFloats memory)
        {
            tensors.Add(_api.CreateTensor(memory, [.. tensor.Shape.Select(length => (long)length)]));
            _api.Bind(bind, binding, tensor.Name, tensors[^1]);
        }
    }

    public void Dispose()
    {
        if (_environment != 0)
            _api.Release(OrtFunction.ReleaseEnv, _environment);
        _environment = 0;
    }
}
