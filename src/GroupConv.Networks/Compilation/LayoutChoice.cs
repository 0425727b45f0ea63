namespace GroupConv.Networks.Compilation;

/// <summary>
/// Chooses for every tensor between planes and blocks of channels, by the cost model of the convolutions. Tensors that must lie alike are
/// one choice; choices are changed one by one for as long as the sum of all costs falls, once beginning with planes and once with blocks.
/// </summary>
internal sealed class LayoutChoice
{
    private readonly Graph _graph;
    private readonly TensorLayout _blocked;
    private readonly Dictionary<(GraphOp, TensorLayout, TensorLayout), double> _costs = [];
    private readonly List<List<GraphTensor>> _choices = [];

    private LayoutChoice(Graph graph, TensorLayout blocked)
    {
        _graph = graph;
        _blocked = blocked;
        FindChoices();
    }

    /// <param name="graph">Whose tensors get layouts.</param>
    /// <param name="blocked">The layout to choose beside planes.</param>
    /// <param name="seed">For tests: choose at random.</param>
    public static void Run(Graph graph, TensorLayout blocked, int? seed = null)
    {
        var choice = new LayoutChoice(graph, blocked);
        if (choice._choices.Count == 0)
            return;
        if (seed is { } given)
        {
            var random = new Random(given);
            choice.Restore([.. choice._choices.Select(_ => random.Next(3) > 0 ? blocked : TensorLayout.Nchw)]);
            return;
        }

        double planes = choice.Improve(TensorLayout.Nchw);
        TensorLayout[] best = choice.Layouts();
        if (planes <= choice.Improve(blocked))
            choice.Restore(best);
    }

    /// <summary>Joins what must lie alike, and leaves out what must be planes.</summary>
    private void FindChoices()
    {
        var parents = new Dictionary<GraphTensor, GraphTensor>();
        var planes = new HashSet<GraphTensor>();
        GraphTensor Root(GraphTensor tensor)
        {
            // Each step up also halves what is left of the way for the next call.
            while (parents.TryGetValue(tensor, out GraphTensor? parent) && parent != tensor)
                tensor = parents[tensor] = parents[parent];
            return tensor;
        }

        foreach (GraphTensor tensor in _graph.Inputs.Concat(_graph.Ops.Select(op => op.Output)))
        {
            parents[tensor] = tensor;
            if (tensor.IsInput || tensor.IsOutput || tensor.Shape.Rank is not (3 or 4) || tensor.Planes.Plane == 1)
                planes.Add(tensor);
        }

        foreach (GraphOp op in _graph.Ops)
        {
            IReadOnlyList<GraphTensor> tied = LayoutRules.Tied(op, _blocked.ChannelBlock());
            foreach (GraphTensor tensor in tied)
                parents[Root(tensor)] = Root(tied[0]);
            if (!LayoutRules.IsFree(op))
                planes.UnionWith(op.Inputs.Append(op.Output).Except(tied));
        }

        HashSet<GraphTensor> pinned = [.. planes.Select(Root)];
        foreach (IGrouping<GraphTensor, GraphTensor> set in parents.Keys.GroupBy(Root))
        {
            if (!pinned.Contains(set.Key))
                _choices.Add([.. set]);
        }
    }

    private double Improve(TensorLayout start)
    {
        foreach (List<GraphTensor> choice in _choices)
            Set(choice, start);
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (List<GraphTensor> choice in _choices)
            {
                GraphOp[] touched = [.. choice.SelectMany(tensor => tensor.Producer is { } op ? tensor.Consumers.Append(op) : tensor.Consumers).Distinct()];
                TensorLayout before = choice[0].Layout;
                double cost = touched.Sum(Cost);
                Set(choice, before == TensorLayout.Nchw ? _blocked : TensorLayout.Nchw);
                // A little better is not better: otherwise rounding could make the walk go in circles.
                if (touched.Sum(Cost) < 0.999 * cost)
                    changed = true;
                else
                    Set(choice, before);
            }
        }

        return _graph.Ops.Sum(Cost);
    }

    private static void Set(List<GraphTensor> choice, TensorLayout layout)
    {
        foreach (GraphTensor tensor in choice)
            tensor.Layout = layout;
    }

    /// <summary>Cycles of an operation whose speed depends on how its tensors lie.</summary>
    private double Cost(GraphOp op)
    {
        if (op is not ConvOp { Layer: not ConvTranspose2d } conv)
            return op.Layer is Pool2d pool ? PoolCost(op, pool) : 0;
        (GraphOp, TensorLayout, TensorLayout) key = (op, conv.Input.Layout, conv.Output.Layout);
        if (!_costs.TryGetValue(key, out double cost))
            _costs.Add(key, cost = ConvPlan.Of(conv.Geometry(conv.Input.Layout, conv.Output.Layout)).EstimatedCycles);
        return cost;
    }

    /// <summary>In planes the columns of a window are added up one by one; in blocks all taps are whole vectors.</summary>
    private static double PoolCost(GraphOp op, Pool2d pool) =>
        op.Output.Shape.Elements * (double)pool.Kernel.Width * (op.Output.Layout == TensorLayout.Nchw ? 1 : pool.Kernel.Height / 8.0);

    private TensorLayout[] Layouts() => [.. _choices.Select(choice => choice[0].Layout)];

    private void Restore(TensorLayout[] layouts)
    {
        for (int i = 0; i < layouts.Length; i++)
            Set(_choices[i], layouts[i]);
    }
}
