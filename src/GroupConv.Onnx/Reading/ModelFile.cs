using Google.Protobuf;
using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Reading;

/// <summary>The bytes of a model's file as messages.</summary>
internal static class ModelFile
{
    /// <summary>What a file is read in: the parser asks for 4 KB at a time, which is too little for a file system.</summary>
    public const int BufferBytes = 1 << 18;

    // What the schema does not name would be copied and kept otherwise.
    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <summary>
    /// Parses a stream to its end. Read from a stream, the data of each tensor goes into an array of its own, which the weights then use
    /// as it is; read from an array, they would be there twice.
    /// </summary>
    /// <exception cref="OnnxException">It is no ONNX model.</exception>
    public static ModelProto Parse(Stream stream)
    {
        try
        {
            ModelProto model = Parser.ParseFrom(stream);
            return model.Graph is null ? throw new OnnxException("this is no ONNX model: it has no graph") : model;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new OnnxException($"this is no ONNX model, or a damaged one: {error.Message}", error);
        }
    }
}
