namespace GroupConv.Tests.Core.Hostile;

/// <summary>The overloads of a convolution that take spans.</summary>
internal enum CallForm
{
    Spans,
    TensorSpans,
    Reference,
}

/// <summary>One call: sizes, places in one array, and whether it should run.</summary>
internal sealed record HostileCall(GroupedConv2d Layer, CallForm Form, int[] Sizes, View Input, View? Residual, View Output, int MaxThreads)
{
    public static readonly int[] Hostile = [int.MinValue, -1, 0, 1, 2, 3, 46_341, 65_536, int.MaxValue - 1, int.MaxValue];
    public static readonly int[] Threads = [0, 0, 0, 1, 2, 3, int.MaxValue, -1, int.MinValue];

    /// <summary>Room for all, and some floats behind it.</summary>
    public int MemoryLength { get; } = 5 + Math.Max(Input.Start + Input.Extent, Math.Max(Output.Start + Output.Extent, Residual is null ? 0 : Residual.Start + Residual.Extent));

    /// <summary>By rules of its own: sizes that the layer accepts, all memory as large as they say, an output of its own, and no negative cap.</summary>
    public bool IsGood
    {
        get
        {
            try
            {
                ConvGeometry g = Layer.Geometry(Sizes[1], Sizes[2], Sizes[0]);
                if (Form != CallForm.Reference)
                    _ = ConvPlan.Of(g);
                bool fits = Fits(Input, g.InElements, g.InShape) && Fits(Output, g.OutElements, g.OutShape) && (Residual is null || Fits(Residual, g.OutElements, g.OutShape));
                bool repeats = Output.Lengths.Zip(Output.Strides).Any(axis => axis.First > 1 && axis.Second == 0);
                return fits && !repeats && !Output.Overlaps(Input) && (Residual is null || !Output.Overlaps(Residual)) && (MaxThreads >= 0 || Form == CallForm.Reference);
            }
            catch (Exception error) when (error is ArgumentException or OverflowException or NotSupportedException)
            {
                return false;
            }
        }
    }

    public static HostileCall Draw(GroupedConv2d layer, Random random)
    {
        var form = (CallForm)random.Next(3);
        int[] sizes = [random.Next(3), random.Next(3, 6), random.Next(3, 6)];
        ConvGeometry g = layer.Geometry(sizes[1], sizes[2], sizes[0]);
        bool strided = form == CallForm.TensorSpans;
        View input = Place(random.Next(8), g.InShape, strided, random);
        View output = Place(After(input, random), g.OutShape, strided, random);
        View? residual = random.Next(2) == 0 ? null : Place(After(output, random), g.OutShape, strided, random);
        if (strided)
            sizes = [(int)input.Lengths[0], (int)input.Lengths[2], (int)input.Lengths[3]];
        else if (random.Next(5) == 0)
            sizes[random.Next(3)] = Hostile[random.Next(Hostile.Length)];
        return new HostileCall(layer, form, sizes, input, residual, output, Threads[random.Next(Threads.Length)]);
    }

    /// <summary>Writes what a call that runs writes.</summary>
    public void WriteExpected(float[] memory)
    {
        ConvGeometry g = Layer.Geometry(Sizes[1], Sizes[2], Sizes[0]);
        var output = new float[g.OutElements];
        ReferenceConvolution.Forward(g, Input.Flat(memory), Layer.Weights, Layer.Bias, Residual?.Flat(memory), output);
        foreach ((int index, float value) in Output.Indices().Zip(output))
            memory[index] = value;
    }

    public void Run(float[] memory)
    {
        switch (Form)
        {
            case CallForm.Spans when Residual is null:
                Layer.Forward(Input.Of(memory), Sizes[0], Sizes[1], Sizes[2], memory.AsSpan(Output.Start, Output.Extent), MaxThreads);
                break;
            case CallForm.Spans:
                Layer.Forward(Input.Of(memory), Sizes[0], Sizes[1], Sizes[2], Residual.Of(memory), memory.AsSpan(Output.Start, Output.Extent), MaxThreads);
                break;
            case CallForm.TensorSpans when Residual is null:
                Layer.Forward(Input.ReadOnlyTensor(memory), Output.Tensor(memory), MaxThreads);
                break;
            case CallForm.TensorSpans:
                Layer.Forward(Input.ReadOnlyTensor(memory), Residual.ReadOnlyTensor(memory), Output.Tensor(memory), MaxThreads);
                break;
            default:
                ReferenceConvolution.Forward(Layer.Geometry(Sizes[1], Sizes[2], Sizes[0]), Input.Of(memory), Layer.Weights, Layer.Bias,
                    Residual is null ? default : Residual.Of(memory), memory.AsSpan(Output.Start, Output.Extent));
                break;
        }
    }

    public override string ToString() =>
        $"{Form} of {Layer} on [{string.Join(", ", Sizes)}] with {MaxThreads} threads, input {Input}, residual {Residual?.ToString() ?? "none"}, output {Output}";

    /// <summary>Flat memory must be as long as the shape says, a tensor must have it.</summary>
    private bool Fits(View view, long elements, nint[] shape) =>
        Form == CallForm.TensorSpans ? view.Lengths.AsSpan().SequenceEqual(shape)
        // An empty span of a residual is none to the reference.
        : view.Extent == elements || (Form == CallForm.Reference && ReferenceEquals(view, Residual) && view.Extent == 0);

    /// <summary>Right behind, a float further on, or with a float in common.</summary>
    private static int After(View view, Random random) => Math.Max(0, view.Start + view.Extent + random.Next(5) switch { 0 => -1, 1 => 1, _ => 0 });

    private static View Place(int start, nint[] shape, bool strided, Random random)
    {
        long[] lengths = [.. shape.Select(length => (long)length)];
        if (random.Next(10) == 0)
            lengths[random.Next(lengths.Length)] += random.Next(2) == 0 ? 1 : -1;
        lengths = [.. lengths.Select(length => Math.Max(0, length))];
        var view = View.Of(start, lengths);
        if (!strided)
            return random.Next(10) == 0 ? View.Of(start, [Math.Max(0, view.Extent + random.Next(-1, 2))]) : View.Of(start, [view.Extent]);
        return view.Extent == 0 ? view : random.Next(6) switch
        {
            0 => view with { Strides = [.. WithGap(view)] },
            1 when view.Lengths[1] > 1 => view with { Strides = [.. view.Strides.Select((stride, axis) => axis == 1 ? 0 : stride)] },
            _ => view,
        };
    }

    /// <summary>A float between a row and the next.</summary>
    private static nint[] WithGap(View view)
    {
        var strides = (nint[])view.Strides.Clone();
        nint stride = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = view.Lengths[axis] == 1 ? 0 : stride;
            stride = stride * view.Lengths[axis] + (axis == strides.Length - 1 ? 1 : 0);
        }

        return strides;
    }
}
