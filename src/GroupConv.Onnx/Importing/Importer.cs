using GroupConv.Networks;
using GroupConv.Onnx.Folding;
using GroupConv.Onnx.Graphs;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>Goes through a model's nodes, each after those that it depends on: those of constants are computed, the others become layers.</summary>
internal static class Importer
{
    /// <param name="model">The file.</param>
    /// <param name="external">Where data is that is not in the file.</param>
    /// <param name="options">What the file leaves open.</param>
    /// <param name="name">The network's name; null for the graph's.</param>
    public static OnnxModel Import(ModelProto model, ExternalData external, OnnxImportOptions options, string? name)
    {
        ModelInputs.ThrowIfUnknown(options, model.Graph);
        var graph = new OnnxGraph(model.Graph, input => options.Constants.TryGet(input, out _));
        int opset = Opset.Of(model, graph);
        OperatorCheck.Run(graph, [.. graph.Initializers.Keys, .. options.Constants.Select(tensor => tensor.Name)]);

        var tensors = new TensorReader(external);
        var values = new ValueTable(graph.Initializers, tensors);
        foreach (WeightTensor constant in options.Constants)
            values.Set(constant.Name, new ConstantTensor(constant.Shape, constant.Values));
        RuntimeValue[] inputs = [.. graph.Inputs.Select(input => ModelInputs.ValueOf(input, options))];
        foreach (RuntimeValue input in inputs)
            values.Set(input.Name, input);
        foreach (OnnxNode node in graph.Nodes)
            Run(node, new NodeContext(node, opset, values, tensors), values, graph);

        (string, RuntimeValue)[] outputs = [.. graph.Outputs.Select(output => (output.Name, OutputOf(output.Name, values)))];
        (Network network, StateDict weights) = NetworkWriter.Write(NameOf(name, graph), inputs, values.Layers, outputs);
        return new OnnxModel(
            network, weights, [.. graph.Inputs.Select(ModelInputs.Info)], [.. graph.Outputs.Select(ModelInputs.Info)], [.. inputs.Select(input => input.Shape)]);
    }

    private static void Run(OnnxNode node, NodeContext context, ValueTable values, OnnxGraph graph)
    {
        IReadOnlyList<GraphValue> outputs;
        try
        {
            outputs = node.IsFolded ? FoldingTable.Operators[node.Operator](context) : LayerTable.Operators[node.Operator](context);
            context.ThrowIfUnread();
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw node.Error(error.Message, error);
        }

        for (int i = 0; i < node.Proto.Output.Count; i++)
        {
            string output = node.Proto.Output[i];
            if (i < outputs.Count)
                values.Set(output, outputs[i]);
            else if (output.Length > 0 && graph.UsedValues.Contains(output))
                throw node.Error($"its output {i}, '{output}', is not supported");
        }
    }

    /// <summary>An output that is an input as it came in is a layer all the same, so that no caller gets its own memory back.</summary>
    private static RuntimeValue OutputOf(string name, ValueTable values)
    {
        RuntimeValue value = values.GetRuntime(name);
        return value.Layer is null ? values.Add(name, new Identity(), [value], []) : value;
    }

    private static string NameOf(string? name, OnnxGraph graph) => !string.IsNullOrEmpty(name) ? name : graph.Name.Length > 0 ? graph.Name : "model";
}
