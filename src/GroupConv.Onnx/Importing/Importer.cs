using GroupConv.Networks;
using GroupConv.Onnx.Folding;
using GroupConv.Onnx.Graphs;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>Goes through a model's nodes, each after those that it depends on: those of constants are computed, the others become layers.</summary>
internal static class Importer
{
    private static readonly string FrameworkOverflow = new OverflowException().Message;

    /// <param name="source">The model.</param>
    /// <param name="shapes">The shape of each input; null for those that the file and the options name.</param>
    /// <exception cref="OnnxException">The model is damaged, or holds what this library does not run.</exception>
    /// <exception cref="ArgumentException">The options or shapes do not fit the model.</exception>
    public static ImportedModel Import(OnnxSource source, IReadOnlyList<TensorShape>? shapes)
    {
        OnnxImportOptions options = source.Options;
        ModelInputs.ThrowIfUnknown(options, source.Model.Graph);
        var graph = new OnnxGraph(source.Model.Graph, input => options.Constants.TryGet(input, out _));
        int opset = Opset.Of(source.Model, graph);
        OperatorCheck.Run(graph, [.. graph.Initializers.Keys, .. options.Constants.Select(tensor => tensor.Name)]);

        var budget = new ConstantBudget(options.MaxConstantBytes);
        var tensors = new TensorReader(source.External, budget);
        var values = new ValueTable(graph.Initializers, tensors);
        foreach (WeightTensor constant in options.Constants)
            values.Set(constant.Name, new ConstantTensor(constant.Shape, constant.Values));
        RuntimeValue[] inputs = ModelInputs.ValuesOf(graph.Inputs, shapes, options);
        foreach (RuntimeValue input in inputs)
            values.Set(input.Name, input);
        foreach (OnnxNode node in graph.Nodes)
        {
            Run(node, new NodeContext(node, opset, values, tensors, budget, graph.UsedValues), values, graph);
            values.Forget(graph.LastUses(node));
        }

        (string, RuntimeValue)[] outputs = [.. graph.Outputs.Select(output => (output.Name, OutputOf(output.Name, values)))];
        (Network network, StateDict weights) = NetworkWriter.Write(NameOf(source.Name, graph), inputs, values.Layers, outputs, budget);
        return new ImportedModel(
            network, weights, [.. graph.Inputs.Select(ModelInputs.Info)], [.. graph.Outputs.Select(ModelInputs.Info)], [.. inputs.Select(input => input.Shape)]);
    }

    private static void Run(OnnxNode node, NodeContext context, ValueTable values, OnnxGraph graph)
    {
        IReadOnlyList<GraphValue> outputs;
        try
        {
            OutputCounts.ThrowIfTooMany(node);
            outputs = node.IsFolded ? FoldingTable.Operators[node.Operator](context) : LayerTable.Operators[node.Operator](context);
            context.ThrowIfUnread();
            if (node.IsFolded)
                context.SpendOn(outputs);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw node.Error(ReasonOf(error), error);
        }

        for (int i = 0; i < node.Proto.Output.Count; i++)
        {
            string output = node.Proto.Output[i];
            if (!graph.UsedValues.Contains(output) || output.Length == 0)
                continue;
            values.Set(output, i < outputs.Count ? outputs[i] : throw node.Error($"its output {i}, '{output}', is not supported"));
        }
    }

    /// <summary>The framework says of an overflow only that there was one; the sizes of tensors are what overflows here.</summary>
    private static string ReasonOf(Exception error) => error is OverflowException && error.Message == FrameworkOverflow
        ? "its sizes are too large: a tensor would have an axis of more than 2^31 - 1 or more than 2^63 - 1 elements"
        : error.Message;

    /// <summary>An output that is an input as it came in is a layer all the same, so that no caller gets its own memory back.</summary>
    private static RuntimeValue OutputOf(string name, ValueTable values)
    {
        RuntimeValue value = values.GetRuntime(name);
        return value.Layer is null ? values.Add(name, new Identity(), [value], []) : value;
    }

    private static string NameOf(string? name, OnnxGraph graph) => !string.IsNullOrEmpty(name) ? name : graph.Name.Length > 0 ? graph.Name : "model";
}
