namespace GroupConv.Onnx.Graphs;

/// <summary>An order of the nodes in which each comes after those whose outputs it takes; the file's own wherever that is one.</summary>
internal static class NodeOrder
{
    /// <param name="nodes">All nodes, in the file's order.</param>
    /// <param name="makers">The node that makes a value, for all that nodes make.</param>
    /// <param name="given">The values that no node makes.</param>
    /// <exception cref="OnnxException">A value is missing, or the graph has a cycle; the message names nodes.</exception>
    public static List<OnnxNode> Of(IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, OnnxNode> makers, IReadOnlySet<string> given)
    {
        var missing = new int[nodes.Count];
        var users = new List<OnnxNode>?[nodes.Count];
        foreach (OnnxNode node in nodes)
        {
            foreach (string input in node.Proto.Input.Where(input => input.Length > 0))
            {
                if (makers.TryGetValue(input, out OnnxNode? maker))
                {
                    missing[node.Index]++;
                    (users[maker.Index] ??= []).Add(node);
                }
                else if (!given.Contains(input))
                {
                    throw node.Error($"its input '{input}' is no input of the model, no initializer and no node's output");
                }
            }
        }

        var ready = new PriorityQueue<OnnxNode, int>(nodes.Where(node => missing[node.Index] == 0).Select(node => (node, node.Index)));
        var order = new List<OnnxNode>(nodes.Count);
        while (ready.TryDequeue(out OnnxNode? node, out _))
        {
            order.Add(node);
            foreach (OnnxNode user in users[node.Index] ?? [])
            {
                if (--missing[user.Index] == 0)
                    ready.Enqueue(user, user.Index);
            }
        }

        return order.Count == nodes.Count ? order : throw CycleError(nodes, makers, missing);
    }

    /// <summary>Goes from a node that never got ready to one that it waits for, until it comes to one again: that is on a cycle.</summary>
    private static OnnxException CycleError(IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, OnnxNode> makers, int[] missing)
    {
        OnnxNode node = nodes.First(node => missing[node.Index] > 0);
        var met = new HashSet<OnnxNode>();
        while (met.Add(node))
            node = node.Proto.Input.Select(input => makers.GetValueOrDefault(input)).First(maker => maker is not null && missing[maker.Index] > 0)!;
        return node.Error("it needs its own output: the graph has a cycle");
    }
}
