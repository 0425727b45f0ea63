using System.Globalization;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Onnx.Cases;

namespace GroupConv.Tests.Onnx.RandomGraphs;

/// <summary>What came of one model.</summary>
internal enum PeerVerdict
{
    /// <summary>Both give the same outputs, within rounding.</summary>
    Agrees,

    /// <summary>This library refuses the model with <see cref="OnnxException"/>, or its sizes.</summary>
    RefusedHere,

    /// <summary>ONNX Runtime refuses the model.</summary>
    RefusedThere,

    /// <summary>An output has another shape or other values.</summary>
    Differs,
}

/// <summary>
/// Compares the outputs of models with ONNX Runtime's, whose operators are not fused. Roundings may differ by <see cref="Tolerance"/> of an output's
/// greatest value, or of 1 where that is less: sums are in other orders there, and intermediate values some times as large as outputs.
/// </summary>
/// <param name="peer">Runs ONNX Runtime, without optimizations.</param>
/// <param name="beforePeer">Is called when this library is done with a model, before the other sees it.</param>
internal sealed class PeerComparison(OrtRunner peer, Action beforePeer)
{
    public const double Tolerance = 1e-4;

    // A number beyond this has come of products of products, which differ in more than the last digits.
    private const float MostMagnitude = 1e6f;

    private static readonly CompileOptions[] Ways = [CompileOptions.Default, CompileOptions.Plain];

    /// <summary>Runs a model in both libraries.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Of the inputs' values.</param>
    /// <returns>What came of it, and why.</returns>
    public (PeerVerdict Verdict, string Reason) Compare(ModelProto model, int seed)
    {
        byte[] bytes = TestModel.BytesOf(model);
        CompiledNetwork[] ours;
        float[][] inputs;
        float[][][] actual;
        try
        {
            OnnxModel read = OnnxModel.Load(new MemoryStream(bytes));
            ours = [.. Ways.Select(options => read.Compile(options))];
            inputs = [.. read.InputShapes.Select((shape, i) => LayerCase.Input(shape, seed + i))];
            actual = [.. ours.Select(network => Outputs(network, inputs))];
        }
        catch (Exception error) when (error is OnnxException or NotSupportedException or OverflowException)
        {
            return (PeerVerdict.RefusedHere, error.Message);
        }

        float[][] expected;
        try
        {
            beforePeer();
            expected = Expected(bytes, ours[0], inputs);
        }
        catch (NotSupportedException error)
        {
            bool isShape = error.Message.Contains("Got invalid dimensions for output", StringComparison.Ordinal)
                || error.Message.Contains("shape verification failed", StringComparison.OrdinalIgnoreCase);
            return (isShape ? PeerVerdict.Differs : PeerVerdict.RefusedThere, error.Message);
        }

        for (int way = 0; way < Ways.Length; way++)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                if (Difference(actual[way][i], expected[i]) is { } difference)
                    return (PeerVerdict.Differs, $"output {ours[way].Outputs[i]}: {difference}{(way == 0 ? "" : ", compiled plainly")}");
            }
        }

        return (PeerVerdict.Agrees, "");
    }

    /// <summary>The first value of a model that differs, as the only output of a model without nodes that it does not need.</summary>
    public ModelProto Shrink(ModelProto model, int seed)
    {
        foreach (string value in model.Graph.Node.SelectMany(node => node.Output).ToArray())
        {
            ModelProto part = PartFor(model, value);
            if (Compare(part, seed).Verdict == PeerVerdict.Differs)
                return part;
        }

        return model;
    }

    /// <summary>The nodes one a line, with the shapes of inputs and of the file's tensors.</summary>
    public static string TextOf(ModelProto model)
    {
        IEnumerable<string> lines =
        [
            $"opset {model.OpsetImport[0].Version}",
            .. model.Graph.Input.Select(input => $"input {input.Name} {string.Join('x', input.Type.TensorType.Shape.Dim.Select(axis => axis.DimValue))}"),
            .. model.Graph.Initializer.Select(tensor => $"tensor {tensor.Name} {string.Join('x', tensor.Dims)} {string.Join(',', tensor.Int64Data)}"),
            .. model.Graph.Node.Select(node => $"{string.Join(',', node.Output)} = {node.OpType}({string.Join(',', node.Input)}) {string.Join(' ', node.Attribute.Select(TextOf))}"),
            $"outputs {string.Join(',', model.Graph.Output.Select(output => output.Name))}",
        ];
        return string.Join('\n', lines);
    }

    private static string TextOf(AttributeProto attribute) => attribute.Type switch
    {
        AttributeProto.Types.AttributeType.Int => $"{attribute.Name}={attribute.I}",
        AttributeProto.Types.AttributeType.Ints => $"{attribute.Name}=[{string.Join(',', attribute.Ints)}]",
        AttributeProto.Types.AttributeType.Float => string.Create(CultureInfo.InvariantCulture, $"{attribute.Name}={attribute.F}"),
        AttributeProto.Types.AttributeType.String => $"{attribute.Name}={attribute.S.ToStringUtf8()}",
        _ => attribute.Name,
    };

    private static ModelProto PartFor(ModelProto model, string output)
    {
        ModelProto part = model.Clone();
        part.Graph.Output.Clear();
        part.Graph.Output.Add(new ValueInfoProto { Name = output, Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = TensorProto.Types.DataType.Float } } });
        HashSet<string> needed = [output];
        for (int i = part.Graph.Node.Count - 1; i >= 0; i--)
        {
            if (part.Graph.Node[i].Output.Any(needed.Contains))
                needed.UnionWith(part.Graph.Node[i].Input);
            else
                part.Graph.Node.RemoveAt(i);
        }

        for (int i = part.Graph.Initializer.Count - 1; i >= 0; i--)
        {
            if (!needed.Contains(part.Graph.Initializer[i].Name))
                part.Graph.Initializer.RemoveAt(i);
        }

        return part;
    }

    /// <summary>The peer's outputs; an output that is an input it leaves where it is, instead of copying it.</summary>
    private float[][] Expected(byte[] model, CompiledNetwork network, float[][] inputs)
    {
        float[][] expected = peer.Run(model, network.Inputs, inputs, network.Outputs);
        for (int output = 0; output < expected.Length; output++)
        {
            for (int input = 0; input < inputs.Length; input++)
            {
                if (network.Outputs[output].Name == network.Inputs[input].Name)
                    expected[output] = inputs[input];
            }
        }

        return expected;
    }

    /// <summary>Places that nobody writes would be NaN.</summary>
    private static float[][] Outputs(CompiledNetwork network, float[][] inputs)
    {
        float[][] outputs = [.. network.Outputs.Select(output => Enumerable.Repeat(float.NaN, (int)output.Shape.Elements).ToArray())];
        network.Run([.. inputs.Select(input => new ReadOnlyMemory<float>(input))], [.. outputs.Select(output => output.AsMemory())], maxThreads: 1);
        return outputs;
    }

    private static string? Difference(float[] actual, float[] expected)
    {
        float scale = expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (scale > MostMagnitude)
            return null;
        for (int i = 0; i < expected.Length; i++)
        {
            bool isClose = float.IsFinite(expected[i])
                ? Math.Abs((double)actual[i] - expected[i]) <= Tolerance * Math.Max(scale, 1)
                : actual[i].Equals(expected[i]);
            if (!isClose)
                return string.Create(CultureInfo.InvariantCulture, $"element {i} is {actual[i]}, but {expected[i]} in ONNX Runtime");
        }

        return null;
    }
}
