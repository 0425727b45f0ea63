using Google.Protobuf;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Reading;

/// <summary>
/// The bytes of a model's file as messages. The parser would copy the data of each tensor once more, and that is nearly all there is in a
/// file; so it gets to see everything but the data of initializers, which then is put in as it lies.
/// </summary>
internal static class ModelFile
{
    // What the schema does not name would be kept otherwise.
    private static readonly MessageParser<ModelProto> Models = ModelProto.Parser.WithDiscardUnknownFields(true);
    private static readonly MessageParser<GraphProto> Graphs = GraphProto.Parser.WithDiscardUnknownFields(true);
    private static readonly MessageParser<TensorProto> Tensors = TensorProto.Parser.WithDiscardUnknownFields(true);

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="OnnxException">There is more than one array can hold.</exception>
    public static ReadOnlyMemory<byte> Read(Stream stream)
    {
        if (!stream.CanSeek)
        {
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.GetBuffer().AsMemory(0, (int)copy.Length);
        }

        long length = stream.Length - stream.Position;
        if (length > Array.MaxLength)
            throw new OnnxException($"the file has {length} bytes: larger models must keep their tensors in other files, as external data");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Max(length, 0));
        return bytes.AsMemory(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    /// <summary>Parses a file, whose memory must not change from then on: the tensors' data stays in it.</summary>
    /// <exception cref="OnnxException">It is no ONNX model.</exception>
    public static ModelProto Parse(ReadOnlyMemory<byte> file)
    {
        if (GitLfs.IsPointer(file.Span))
            throw new OnnxException($"this is no ONNX model: {GitLfs.Message}");
        try
        {
            var parts = new MessageParts(file, ModelProto.GraphFieldNumber);
            ModelProto model = Models.ParseFrom(parts.Others);
            // A message that is there twice is one of all that both have (Protocol Buffers, "Last One Wins").
            foreach (ReadOnlyMemory<byte> graph in parts.Found)
                (model.Graph ??= new()).MergeFrom(ParseGraph(graph));
            return model.Graph is null ? throw new OnnxException("this is no ONNX model: it has no graph") : model;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new OnnxException($"this is no ONNX model, or a damaged one: {error.Message}", error);
        }
    }

    private static GraphProto ParseGraph(ReadOnlyMemory<byte> bytes)
    {
        var parts = new MessageParts(bytes, GraphProto.InitializerFieldNumber);
        GraphProto graph = Graphs.ParseFrom(parts.Others);
        foreach (ReadOnlyMemory<byte> tensor in parts.Found)
            graph.Initializer.Add(ParseTensor(tensor));
        return graph;
    }

    private static TensorProto ParseTensor(ReadOnlyMemory<byte> bytes)
    {
        var parts = new MessageParts(bytes, TensorProto.RawDataFieldNumber);
        TensorProto tensor = Tensors.ParseFrom(parts.Others);
        if (parts.Found.Count > 0)
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(parts.Found[^1]);
        return tensor;
    }
}
