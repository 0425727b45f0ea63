using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>Operators that copy runs of elements behind each other.</summary>
internal static class JoiningFolds
{
    public static ConstantTensor Concat(NodeContext node)
    {
        ConstantTensor[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(input => node.Constant(input, "input"))];
        if (inputs.Length == 0)
            throw node.Error("it has no inputs");
        long named = node.Attributes.Integer("axis") ?? throw node.Error("it lacks the attribute 'axis'");
        TensorShape shape = inputs[0].Shape;
        int axis = AxisRules.Resolve(named, shape.Rank);
        foreach (ConstantTensor input in inputs)
        {
            if (input.Kind != inputs[0].Kind || input.Shape.Rank != shape.Rank || !input.Shape.With(axis, shape[axis]).Equals(shape))
                throw node.Error($"its inputs {shape} and {input.Shape} differ in other axes than {axis}, or in type");
        }

        TensorShape joined = shape.With(axis, Lengths.Of(inputs.Sum(input => (long)input.Shape[axis]), $"the length of axis {axis}"));
        int elements = ConstantTensor.Elements(joined);
        // Before the axis there are rows, each of which is one run of every input.
        int rows = (int)new TensorShape(shape.AsSpan()[..axis]).Elements;
        if (inputs[0].Kind == ConstantKind.Float)
            return new(joined, Joined([.. inputs.Select(input => input.Floats)], rows, new float[elements]));
        ReadOnlyMemory<long>[] integers = [.. inputs.Select(input => new ReadOnlyMemory<long>(input.Integers.ToArray()))];
        return new(joined, Joined(integers, rows, new long[elements]), inputs[0].Kind);
    }

    public static ConstantTensor Gather(NodeContext node)
    {
        ConstantTensor input = node.Constant(0, "input"), indices = node.Constant(1, "indices");
        int axis = AxisRules.Resolve(node.Attributes.Integer("axis", 0), input.Shape.Rank);
        node.Spend(indices.Bytes);
        int[] places = [.. node.Integers(1, "indices").ToArray().Select(index => AxisRules.Resolve(index, input.Shape[axis]))];
        ReadOnlySpan<int> lengths = input.Shape.AsSpan();
        TensorShape shape = Lengths.Shape([.. lengths[..axis], .. indices.Shape, .. lengths[(axis + 1)..]]);
        int elements = ConstantTensor.Elements(shape);
        int run = (int)new TensorShape(lengths[(axis + 1)..]).Elements;
        return input.Kind == ConstantKind.Float
            ? new(shape, Gathered(input.Floats.Span, places, input.Shape[axis], run, new float[elements]))
            : new(shape, Gathered(input.Integers, places, input.Shape[axis], run, new long[elements]), input.Kind);
    }

    private static T[] Joined<T>(ReadOnlyMemory<T>[] inputs, int rows, T[] target)
    {
        int at = 0;
        for (int row = 0; row < rows; row++)
        {
            foreach (ReadOnlyMemory<T> input in inputs)
            {
                int run = input.Length / rows;
                input.Span.Slice(row * run, run).CopyTo(target.AsSpan(at));
                at += run;
            }
        }

        return target;
    }

    private static T[] Gathered<T>(ReadOnlySpan<T> source, int[] places, int length, int run, T[] target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            int row = i / run / places.Length, place = places[i / run % places.Length];
            target[i] = source[(row * length + place) * run + i % run];
        }

        return target;
    }
}
