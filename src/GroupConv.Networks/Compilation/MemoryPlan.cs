namespace GroupConv.Networks.Compilation;

/// <summary>
/// Gives every tensor an interval of memory: a buffer, an offset and a length. A tensor that is a part of another, or the same elements in
/// other axes, gets a part of the other's interval: reshapes, slices and concatenations along the outermost axis then have nothing to copy.
/// Whether a copy is needed is decided by comparing the two intervals (<see cref="Copy.IsNeeded"/>), never by how a tensor got its own.
/// Tensors that are never needed at the same time share memory, the largest placed first (Pisarchyk and Lee, 2020: "greedy by size").
/// </summary>
internal sealed class MemoryPlan
{
    private const long Alignment = 16; // floats: a cache line
    private readonly Graph _graph;
    private readonly Dictionary<GraphTensor, (GraphTensor Parent, long Offset)> _parents = [];
    private readonly Dictionary<GraphTensor, Place> _roots = [];
    private readonly HashSet<GraphTensor> _hasParts = [];

    public MemoryPlan(Graph graph, bool reuse)
    {
        _graph = graph;
        foreach (GraphOp op in graph.Ops)
            Join(op, reuse);
        PlaceInputs();
        PlaceConstants();
        PlaceOutputs();
        PlaceActivations(reuse);
    }

    /// <summary>Floats of the memory that a run needs.</summary>
    public long Elements { get; private set; }

    /// <summary>Floats of all constants.</summary>
    public long ConstantElements { get; private set; }

    /// <summary>The outputs that do not lie in the caller's memory, and are copied there at the end: which output, and what.</summary>
    public List<(int Output, GraphTensor Tensor)> Copies { get; } = [];

    public Place Of(GraphTensor tensor)
    {
        (GraphTensor root, long offset) = RootOf(tensor);
        Place place = _roots[root];
        return place with { Offset = place.Offset + offset };
    }

    private void Join(GraphOp op, bool reuse)
    {
        switch (op.Layer)
        {
            case Reshape or Flatten or Identity or Dropout when op.Inputs[0].Layout == op.Output.Layout:
                MakePart(op.Output, op.Inputs[0], 0);
                break;
            case Slice slice when PartOffset(op, slice) is { } offset:
                MakePart(op.Output, op.Inputs[0], offset);
                break;
            case Concat concat when OuterElements(op.Output.Shape, Axes.Resolve(concat.Axis, op.Output.Shape, concat)) == 1:
                JoinConcat(op);
                break;
            default:
                if (reuse && StepBuilder.RunsInPlace(op))
                    JoinInPlace(op);
                break;
        }
    }

    /// <summary>The output takes the input's place where nobody else needs that.</summary>
    private void JoinInPlace(GraphOp op)
    {
        GraphTensor input = op.Inputs[0];
        if (input is { HasOneReader: true, IsInput: false } && input.Producer!.Layer is not Constant && input.Elements == op.Output.Elements
            && !_parents.ContainsKey(input) && !_hasParts.Contains(input))
            MakePart(op.Output, input, 0);
    }

    private void JoinConcat(GraphOp op)
    {
        long offset = 0;
        foreach (GraphTensor input in op.Inputs)
        {
            (GraphTensor root, long inRoot) = RootOf(input);
            bool isWhole = inRoot == 0 && root.Elements == input.Elements;
            if (isWhole && !root.IsInput && root.Producer!.Layer is not Constant && root != op.Output)
                MakePart(root, op.Output, offset);
            offset += input.Elements;
        }
    }

    private static long? PartOffset(GraphOp op, Slice slice)
    {
        TensorShape shape = op.Inputs[0].Shape;
        int axis = Axes.Resolve(slice.Axis, shape, slice);
        if (slice.Step != 1 || OuterElements(shape, axis) != 1)
            return null;
        return slice.Start * new TensorShape(shape.AsSpan()[(axis + 1)..]).Elements; // in blocks of channels, too, where start is a whole one
    }

    private static long OuterElements(TensorShape shape, int axis) => new TensorShape(shape.AsSpan()[..axis]).Elements;

    private void MakePart(GraphTensor part, GraphTensor whole, long offset)
    {
        _parents[part] = (whole, offset);
        _hasParts.Add(whole);
    }

    /// <summary>The tensor that a tensor is a part of in the end; it is remembered, so that long chains of views are gone up once.</summary>
    private (GraphTensor Root, long Offset) RootOf(GraphTensor tensor)
    {
        (GraphTensor root, long offset) = (tensor, 0);
        while (_parents.TryGetValue(root, out (GraphTensor Parent, long Offset) up))
            (root, offset) = (up.Parent, offset + up.Offset);
        if (root != tensor)
            _parents[tensor] = (root, offset);
        return (root, offset);
    }

    private void PlaceInputs()
    {
        for (int i = 0; i < _graph.Inputs.Count; i++)
            _roots[_graph.Inputs[i]] = new Place(Place.FirstInput + i, 0);
    }

    private void PlaceConstants()
    {
        foreach (GraphOp op in _graph.Ops.Where(op => op.Layer is Constant))
        {
            _roots[op.Output] = new Place(Place.Constants, ConstantElements);
            ConstantElements += Aligned(op.Output.Elements);
        }
    }

    /// <summary>Outputs are computed in the caller's memory, but for parts of others, and what is there twice.</summary>
    private void PlaceOutputs()
    {
        for (int i = 0; i < _graph.Outputs.Count; i++)
        {
            GraphTensor output = _graph.Outputs[i];
            (GraphTensor root, long offset) = RootOf(output);
            if (offset == 0 && root.Elements == output.Elements && !_roots.ContainsKey(root))
                _roots[root] = new Place(Place.FirstInput + _graph.Inputs.Count + i, 0);
            else
                Copies.Add((i, output));
        }
    }

    private void PlaceActivations(bool reuse)
    {
        var lives = new Dictionary<GraphTensor, Life>();
        for (int step = 0; step < _graph.Ops.Count; step++)
        {
            foreach (GraphTensor tensor in _graph.Ops[step].Inputs.Append(_graph.Ops[step].Output))
            {
                GraphTensor root = RootOf(tensor).Root;
                if (_roots.ContainsKey(root))
                    continue;
                Life life = lives.TryGetValue(root, out Life known) ? known : new Life(step, step);
                lives[root] = life with { Last = Math.Max(step, tensor.IsOutput || !reuse ? _graph.Ops.Count : life.Last) };
            }
        }

        var placed = new List<(Life Life, long Start, long End)>(); // by where they start
        foreach ((GraphTensor root, Life life) in lives.OrderByDescending(one => one.Key.Elements).ThenBy(one => one.Value.First))
        {
            long start = 0, length = Aligned(root.Elements);
            foreach ((_, long otherStart, long otherEnd) in placed.Where(one => one.Life.Meets(life)))
            {
                if (start + length <= otherStart)
                    break;
                start = Math.Max(start, otherEnd);
            }

            placed.Insert(placed.FindLastIndex(one => one.Start <= start) + 1, (life, start, start + length));
            _roots[root] = new Place(Place.Activations, start);
            Elements = Math.Max(Elements, start + length);
        }
    }

    private static long Aligned(long elements) => (elements + Alignment - 1) / Alignment * Alignment;

    /// <summary>The steps between which something is needed.</summary>
    private readonly record struct Life(int First, int Last)
    {
        public bool Meets(Life other) => First <= other.Last && other.First <= Last;
    }
}
