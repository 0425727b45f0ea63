using System.Collections.Concurrent;
using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Reading;

/// <summary>
/// The external data of a model's tensors, each read once: an import of the same model for other shapes sees the same bytes, whatever has
/// happened to the files.
/// </summary>
/// <param name="files">Reads the files.</param>
internal sealed class ExternalTensors(ExternalData files)
{
    private readonly ConcurrentDictionary<TensorProto, Lazy<ReadOnlyMemory<byte>>> _read = new(ReferenceEqualityComparer.Instance);

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="tensor">The message, which says where they are.</param>
    /// <param name="bytes">How many it needs.</param>
    /// <exception cref="ArgumentException">There is no such file, or it is too short, or not in the model's folder.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto tensor, long bytes) =>
        _read.GetOrAdd(tensor, _ => new Lazy<ReadOnlyMemory<byte>>(() => files.Read(tensor, bytes), LazyThreadSafetyMode.PublicationOnly)).Value;
}
