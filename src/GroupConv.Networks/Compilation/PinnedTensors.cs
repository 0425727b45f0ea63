using System.Buffers;
using GroupConv.Memory;

namespace GroupConv.Networks.Compilation;

/// <summary>A caller's tensors, held in place for a run.</summary>
internal sealed unsafe class PinnedTensors : IDisposable
{
    private readonly MemoryHandle[] _handles;

    public PinnedTensors(IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs)
    {
        _handles = new MemoryHandle[inputs.Count + outputs.Count];
        Addresses = new float*[_handles.Length];
        for (int i = 0; i < _handles.Length; i++)
        {
            _handles[i] = i < inputs.Count ? inputs[i].Pin() : outputs[i - inputs.Count].Pin();
            Addresses[i] = (float*)_handles[i].Pointer;
        }
    }

    public float*[] Addresses { get; }

    /// <exception cref="ArgumentException">An output overlaps an input or another output.</exception>
    public void ThrowIfOverlapping(IReadOnlyList<ReadOnlyMemory<float>> inputs, IReadOnlyList<Memory<float>> outputs)
    {
        for (int output = inputs.Count; output < Addresses.Length; output++)
        {
            int length = outputs[output - inputs.Count].Length;
            for (int other = 0; other < output; other++)
            {
                int otherLength = other < inputs.Count ? inputs[other].Length : outputs[other - inputs.Count].Length;
                Overlap.ThrowIfAny(other < inputs.Count ? $"input {other}" : $"output {other - inputs.Count}", Addresses[other], otherLength, Addresses[output], length);
            }
        }
    }

    public void Dispose()
    {
        foreach (MemoryHandle handle in _handles)
            handle.Dispose();
    }
}
