using GroupConv.Onnx.Graphs;
using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Importing;

/// <summary>Which version of ONNX's operators a model is written in.</summary>
internal static class Opset
{
    private const int Least = 9;
    private const int Most = 21;

    // What these mean has not changed since the first version.
    private static readonly string[] FromTheFirst = ["Conv", "ConvTranspose"];

    /// <summary>The version that a model names.</summary>
    /// <exception cref="OnnxException">It names none, or one that is not supported.</exception>
    public static int Of(ModelProto model, OnnxGraph graph)
    {
        OperatorSetIdProto? set = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx");
        long version = set?.Version ?? throw new OnnxException("the model does not say which opset of ONNX it uses");
        bool isSupported = version is >= Least and <= Most
            || (version is > 0 and < Least && graph.Nodes.All(node => FromTheFirst.Contains(node.Operator)));
        return isSupported ? (int)version : throw new OnnxException($"the model uses opset {version} of ONNX, but {Least} to {Most} are supported");
    }
}
