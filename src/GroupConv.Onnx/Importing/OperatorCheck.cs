using GroupConv.Onnx.Folding;
using GroupConv.Onnx.Graphs;
using GroupConv.Onnx.Operators;

namespace GroupConv.Onnx.Importing;

/// <summary>Decides which nodes are computed while the model is read, and finds all that are not supported before any is.</summary>
internal static class OperatorCheck
{
    /// <summary>Sets <see cref="OnnxNode.IsFolded"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="constants">The names of the values that are known from the start.</param>
    /// <exception cref="OnnxException">Operators are not supported; the message names all of them, with their nodes.</exception>
    public static void Run(OnnxGraph graph, IEnumerable<string> constants)
    {
        var known = new HashSet<string>(constants) { "" };
        var unsupported = new List<(string Operator, string Node)>();
        foreach (OnnxNode node in graph.Nodes)
        {
            bool canFold = node.IsStandard && FoldingTable.Operators.ContainsKey(node.Operator);
            node.IsFolded = canFold && (FoldingTable.NeedsOnlyShapes(node.Operator) || node.Proto.Input.All(known.Contains));
            if (node.IsFolded)
                known.UnionWith(node.Proto.Output);
            else if (!node.IsStandard)
                unsupported.Add(($"{node.Proto.Domain}.{node.Operator}", node.Name));
            else if (!LayerTable.Operators.ContainsKey(node.Operator))
                unsupported.Add((canFold ? $"{node.Operator} of computed values" : node.Operator, node.Name));
        }

        IEnumerable<string> texts = unsupported.GroupBy(use => use.Operator, use => use.Node).Select(Text);
        if (unsupported.Count > 0)
            throw new OnnxException($"the model has operators that are not supported: {string.Join("; ", texts)}");
    }

    private static string Text(IGrouping<string, string> nodes) =>
        $"{nodes.Key} (node{(nodes.Skip(1).Any() ? "s" : "")} {string.Join(", ", nodes.Select(node => $"'{node}'"))})";
}
