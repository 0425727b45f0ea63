namespace GroupConv.Tests.Training;

/// <summary>Makes a graph that fails as small as it can be while it still fails.</summary>
internal static class GraphShrinker
{
    public static TrainingGraphSpec Shrink(TrainingGraphSpec graph, Func<TrainingGraphSpec, bool> fails)
    {
        while (Smaller(graph).Select(one => one.Pruned()).FirstOrDefault(one => one.Fits() && fails(one)) is { } smaller)
            graph = smaller;
        return graph;
    }

    /// <summary>Candidates, those that save most first.</summary>
    private static IEnumerable<TrainingGraphSpec> Smaller(TrainingGraphSpec graph)
    {
        for (int value = 1; value < graph.Nodes.Count; value++)
        {
            if (value != graph.Output)
                yield return graph with { Output = value };
        }

        for (int node = graph.Nodes.Count - 1; node >= 0; node--)
        {
            for (int input = 0; input < graph.Nodes[node].Inputs.Length; input++)
                yield return graph.Without(node, input);
        }

        for (int axis = 0; axis < graph.Input.Rank; axis++)
        {
            foreach (int length in (int[])[1, graph.Input[axis] / 2, graph.Input[axis] - 1])
            {
                if (length > 0 && length < graph.Input[axis])
                    yield return graph with { Input = graph.Input.With(axis, length) };
            }
        }
    }
}
