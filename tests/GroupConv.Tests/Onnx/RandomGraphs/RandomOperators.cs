using System.Globalization;
using GroupConv.Networks;
using GroupConv.Onnx.Schema;

namespace GroupConv.Tests.Onnx.RandomGraphs;

/// <summary>Adds nodes to a random model: each function draws one operator with its attributes, as the model's opset writes them.</summary>
internal static class RandomOperators
{
    private static readonly Func<RandomGraph, string[]?>[] All =
    [
        Activation, Activation, Clip, PRelu, Softmax, Passing, Conv, Conv, ConvTranspose, BatchNorm, Pool, Pool, GlobalPool, ReduceMean,
        Pair, Pair, ByConstant, ByConstant, MatMul, Gemm, Concat, Concat, Split, Slice, Slice, Gather, Pad, Resize,
        Reshape, Reshape, ReshapeByShape, Flatten, Squeeze, Unsqueeze, Transpose, Transpose, Expand, FoldedUnary, FoldedPair, FoldedOther, FoldedOther,
    ];

    /// <summary>Adds one operator.</summary>
    /// <returns>The names of its outputs; null where no value fits the operator that was drawn.</returns>
    public static string[]? Add(RandomGraph graph) => All[graph.Random.Next(All.Length)](graph);

    private static string[]? Activation(RandomGraph g)
    {
        (string x, _) = g.Value()!.Value;
        string name = g.Pick("Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", g.Opset >= 14 ? "HardSwish" : "Relu");
        string attributes = name switch
        {
            "LeakyRelu" => $"alpha={Text(g.Random.NextSingle() * 1.5f)}",
            "HardSigmoid" when g.Flip() => $"alpha={Text(g.Random.NextSingle())} beta={Text(g.Random.NextSingle())}",
            _ => "",
        };
        return [g.Node(name, x, attributes)];
    }

    private static string[]? Clip(RandomGraph g)
    {
        (string x, _) = g.Value()!.Value;
        (float min, float max) = (g.Random.NextSingle() - 0.75f, g.Random.NextSingle());
        (min, max) = (Math.Min(min, max), Math.Max(min, max));
        if (g.Random.Next(4) == 0)
            (min, max) = (0, 6);
        (bool hasMin, bool hasMax) = (g.Flip(), g.Flip());
        return g.Opset < 11
            ? [g.Node("Clip", x, $"{(hasMin ? $"min={Text(min)}" : "")} {(hasMax ? $"max={Text(max)}" : "")}")]
            : [g.Node("Clip", $"{x} {(hasMin ? g.Floats([], [min]) : "_")} {(hasMax ? g.Floats([], [max]) : "")}")];
    }

    private static string[]? PRelu(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank > 1) is not (string x, TensorShape shape))
            return null;
        TensorShape slope = g.Flip() ? [1] : [shape[1], .. Enumerable.Repeat(1, shape.Rank - 2)];
        return [g.Node("PRelu", $"{x} {g.Floats(slope)}")];
    }

    private static string[]? Softmax(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        return [g.Node("Softmax", x, g.Flip() && shape.Rank > 1 ? "" : $"axis={Axis(g, shape.Rank)}")];
    }

    private static string[]? Passing(RandomGraph g)
    {
        (string x, _) = g.Value()!.Value;
        return g.Random.Next(3) switch
        {
            0 => [g.Node("Identity", x)],
            1 => [g.Node("Cast", x, "to=1")],
            _ => [g.Opset < 12 ? g.Node("Dropout", x, "ratio=0.25") : g.Node("Dropout", g.Flip() ? x : $"{x} {g.Floats([], [0.5f])}")],
        };
    }

    private static string[]? Conv(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank is 3 or 4) is not (string x, TensorShape shape))
            return null;
        int groups = g.Flip() ? 1 : g.Pick([.. Divisors(shape[1])]), outputs = groups * g.Random.Next(1, 5), axes = shape.Rank - 2;
        int[] kernel = Numbers(g, axes, 1, 4);
        string weight = g.Floats([outputs, shape[1] / groups, .. kernel]);
        string attributes = $"group={groups} {Window(g, axes, kernel, canDilate: true)}";
        return [g.Node("Conv", g.Flip() ? $"{x} {weight}" : $"{x} {weight} {g.Floats([outputs])}", attributes)];
    }

    private static string[]? ConvTranspose(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank is 3 or 4) is not (string x, TensorShape shape))
            return null;
        int groups = g.Flip() ? 1 : g.Pick([.. Divisors(shape[1])]), outputs = g.Random.Next(1, 4), axes = shape.Rank - 2;
        int[] kernel = Numbers(g, axes, 1, 4);
        string weight = g.Floats([shape[1], outputs, .. kernel]);
        string attributes = $"group={groups} {Window(g, axes, kernel, canDilate: g.Random.Next(4) == 0)}";
        // Where the kernel is smaller than the stride, ONNX Runtime's output is not the input's length times the stride, as the specification says.
        if (attributes.Contains("SAME") && kernel.Min() < 3)
            attributes = $"group={groups}";
        if (g.Random.Next(3) == 0 && !attributes.Contains("auto_pad"))
            attributes += $" output_padding={List(Numbers(g, axes, 0, 2))}";
        return [g.Node("ConvTranspose", g.Flip() ? $"{x} {weight}" : $"{x} {weight} {g.Floats([outputs * groups])}", attributes)];
    }

    private static string[]? BatchNorm(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank > 1) is not (string x, TensorShape shape))
            return null;
        string inputs = string.Join(' ', x, g.Floats([shape[1]]), g.Floats([shape[1]]), g.Floats([shape[1]]), g.Floats([shape[1]], 0.5f, 2));
        return [g.Node("BatchNormalization", inputs, g.Flip() ? "" : "epsilon=0.01")];
    }

    private static string[]? Pool(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank is 3 or 4) is not (string x, TensorShape shape))
            return null;
        int axes = shape.Rank - 2;
        int[] kernel = Numbers(g, axes, 1, 4);
        string attributes = $"kernel_shape={List(kernel)} {Window(g, axes, kernel, canDilate: false)}";
        if (g.Opset >= 10 && g.Random.Next(3) == 0 && !attributes.Contains("auto_pad") && !HasEmptyWindow(shape, kernel, attributes))
            attributes += " ceil_mode=1";
        // Where the kernel is smaller than the stride, ONNX Runtime refuses the padding as negative, or cuts a part of the input off.
        if (attributes.Contains("SAME") && kernel.Min() < 3)
            attributes = $"kernel_shape={List(kernel)}";
        bool isMean = g.Flip();
        if (isMean && g.Flip())
            attributes += " count_include_pad=1";
        return [g.Node(isMean ? "AveragePool" : "MaxPool", x, attributes)];
    }

    private static string[]? GlobalPool(RandomGraph g) => g.Value(shape => shape.Rank is 3 or 4) is (string x, _)
        ? [g.Node(g.Pick("GlobalAveragePool", "GlobalMaxPool"), x)]
        : null;

    private static string[]? ReduceMean(RandomGraph g)
    {
        const int AxesAreInput = 18;
        (string x, TensorShape shape) = g.Value()!.Value;
        string keep = g.Flip() ? "" : $"keepdims={g.Random.Next(2)}";
        if (g.Random.Next(5) == 0)
            return [g.Node("ReduceMean", x, keep)];
        long[] axes = [.. Axes(g, shape.Rank).Select(axis => g.Flip() ? axis : (long)axis - shape.Rank)];
        return [g.Opset < AxesAreInput ? g.Node("ReduceMean", x, $"axes={List(axes)} {keep}") : g.Node("ReduceMean", $"{x} {g.Integers(axes)}", keep)];
    }

    /// <summary>Two values that are made to fit each other; a product is one with a gate, so that numbers stay small.</summary>
    private static string[]? Pair(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        (string y, _) = g.Value(other => CanBroadcast(shape, other))!.Value;
        if (g.Flip())
            (x, y) = (y, x);
        string name = g.Pick("Add", "Sub", "Mul");
        return [g.Node(name, $"{x} {(name == "Mul" ? g.Node("Sigmoid", y) : y)}")];
    }

    private static string[]? ByConstant(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        TensorShape other = [.. shape.AsSpan()[g.Random.Next(shape.Rank + 1)..].ToArray().Select(length => g.Flip() ? 1 : length)];
        string name = g.Pick("Add", "Sub", "Mul", "Div"), constant = g.Floats(other, 0.5f, 2);
        return [g.Node(name, name != "Div" && g.Flip() ? $"{constant} {x}" : $"{x} {constant}")];
    }

    private static string[]? MatMul(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank > 1) is not (string x, TensorShape shape))
            return null;
        if (g.Flip())
            return [g.Node("MatMul", $"{x} {g.Floats([shape[^1], g.Random.Next(1, 6)])}")];
        int[] turned = [.. Enumerable.Range(0, shape.Rank - 2), shape.Rank - 1, shape.Rank - 2];
        return [g.Node("MatMul", $"{g.Node("Tanh", x)} {g.Node("Transpose", x, $"perm={List(turned)}")}")];
    }

    private static string[]? Gemm(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank == 2) is not (string x, TensorShape shape))
            return null;
        (bool isTransposedA, bool isTransposedB) = (g.Random.Next(4) == 0, g.Flip());
        (int rows, int inner) = isTransposedA ? (shape[1], shape[0]) : (shape[0], shape[1]);
        int columns = g.Random.Next(1, 6);
        string second = g.Floats(isTransposedB ? [columns, inner] : [inner, columns]);
        string attributes = $"transA={(isTransposedA ? 1 : 0)} transB={(isTransposedB ? 1 : 0)}";
        if (g.Flip())
            attributes += " alpha=0.5";
        TensorShape bias = g.Pick<TensorShape>([columns], [1, columns], [1], [], [rows, 1], [rows, columns]);
        if (bias.Rank < 2 && g.Flip())
            attributes += " beta=2.0";
        return [g.Node("Gemm", g.Opset >= 11 && g.Flip() ? $"{x} {second}" : $"{x} {second} {g.Floats(bias)}", attributes)];
    }

    /// <summary>Values that differ along one axis only; one may be there several times, or be a view of another.</summary>
    private static string[]? Concat(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        int axis = g.Random.Next(shape.Rank);
        var names = new List<string> { x };
        for (int more = g.Random.Next(1, 4); more > 0; more--)
        {
            if (g.Value(other => other.Rank == shape.Rank && other.With(axis, shape[axis]).Equals(shape)) is (string y, _))
                names.Insert(g.Random.Next(names.Count + 1), y);
        }

        return [g.Node("Concat", string.Join(' ', names), $"axis={(g.Flip() || g.Opset < 11 ? axis : axis - shape.Rank)}")];
    }

    private static string[]? Split(RandomGraph g)
    {
        const int PartsAreInput = 13, HasCount = 18;
        if (g.Value(shape => shape.Any(length => length > 1)) is not (string x, TensorShape shape))
            return null;
        int axis = g.Pick([.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] > 1)]);
        string[] outputs = [g.NewName(), g.NewName()];
        long first = g.Random.Next(1, shape[axis]);
        if (shape[axis] % 2 == 0 && g.Flip())
            g.Model.Node("Split", x, string.Join(' ', outputs), $"axis={axis} {(g.Opset >= HasCount ? "num_outputs=2" : "")}");
        else if (g.Opset < PartsAreInput)
            g.Model.Node("Split", x, string.Join(' ', outputs), $"axis={axis} split=[{first},{shape[axis] - first}]");
        else
            g.Model.Node("Split", $"{x} {g.Integers(first, shape[axis] - first)}", string.Join(' ', outputs), $"axis={axis}");
        return outputs;
    }

    private static string[]? Slice(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        int[] axes = Axes(g, shape.Rank);
        long[] starts = new long[axes.Length], ends = new long[axes.Length], steps = new long[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            int length = shape[axes[i]], start = g.Random.Next(length), end = g.Random.Next(start + 1, length + 1);
            starts[i] = g.Flip() ? start : start - length;
            ends[i] = g.Pick<long>(end, end == length ? int.MaxValue : end - length, end == length ? long.MaxValue : end);
            steps[i] = g.Opset < 10 || g.Flip() ? 1 : g.Random.Next(1, 4);
        }

        if (g.Opset < 10)
            return [g.Node("Slice", x, $"starts={List(starts)} ends={List(ends)} axes={List(axes)}")];
        string limits = $"{x} {g.Integers(starts)} {g.Integers(ends)} {g.Integers([.. axes.Select(axis => (long)axis)])}";
        return [g.Node("Slice", steps.All(step => step == 1) && g.Flip() ? limits : $"{limits} {g.Integers(steps)}")];
    }

    private static string[]? Gather(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        int axis = g.Random.Next(shape.Rank), length = shape[axis], start = g.Random.Next(length);
        if (g.Flip())
            return [g.Node("Gather", $"{x} {g.Integer(g.Flip() || g.Opset < 11 ? start : start - length)}", $"axis={axis}")];
        int step = g.Random.Next(1, 3), count = g.Random.Next(1, (length - 1 - start) / step + 2);
        return [g.Node("Gather", $"{x} {g.Integers([.. Enumerable.Range(0, count).Select(i => (long)start + i * step)])}", $"axis={axis}")];
    }

    private static string[]? Pad(RandomGraph g)
    {
        const int PadsAreInput = 11;
        (string x, TensorShape shape) = g.Value()!.Value;
        string mode = shape.Rank > 2 ? g.Pick("constant", "constant", "reflect", "edge") : "constant";
        var pads = new long[2 * shape.Rank];
        for (int i = 0; i < pads.Length; i++)
        {
            int axis = i % shape.Rank, most = mode == "reflect" ? shape[axis] - 1 : 2;
            pads[i] = mode != "constant" && axis < 2 ? 0 : g.Random.Next(Math.Min(most, 2) + 1);
        }

        if (mode == "constant" && g.Random.Next(4) == 0 && shape[^1] > 2)
            pads[^1] = -1;
        bool hasValue = mode == "constant" && g.Flip();
        if (g.Opset < PadsAreInput)
            return [g.Node("Pad", x, $"mode={mode} pads={List(pads)} {(hasValue ? "value=0.5" : "")}")];
        return [g.Node("Pad", $"{x} {g.Integers(pads)} {(hasValue ? g.Floats([], [0.5f]) : "")}", $"mode={mode}")];
    }

    private static string[]? Resize(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank == 4) is not (string x, TensorShape shape))
            return null;
        (float height, float width) = (g.Pick(1f, 2f, 3f), g.Pick(1f, 2f, 2f));
        string scales = g.Floats([4], [1, 1, height, width]);
        if (g.Opset < 11)
            return [g.Node(g.Opset < 10 ? "Upsample" : "Resize", $"{x} {scales}", "mode=nearest")];
        string attributes = "mode=nearest " + g.Pick(
            "coordinate_transformation_mode=asymmetric nearest_mode=floor", "", "coordinate_transformation_mode=half_pixel nearest_mode=round_prefer_ceil",
            "coordinate_transformation_mode=pytorch_half_pixel", "coordinate_transformation_mode=align_corners");
        // Before opset 13 the region of interest could not be left out, though only another mode reads it.
        string region = g.Opset < 13 ? g.Floats([8]) : "_";
        if (g.Flip())
            return [g.Node("Resize", $"{x} {region} {scales}", attributes)];
        string sizes = g.Flip()
            ? g.Integers(shape[0], shape[1], g.Random.Next(1, 12), g.Random.Next(1, 12))
            : g.Node("Mul", $"{g.Node("Shape", x)} {g.Integers(1, 1, (long)height, (long)width)}");
        return [g.Node("Resize", $"{x} {region} {(g.Opset < 13 ? g.NoFloats() : "_")} {sizes}", attributes)];
    }

    private static string[]? Reshape(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        var lengths = new List<long>(shape.Select(length => (long)length));
        int axis = g.Random.Next(lengths.Count);
        switch (g.Random.Next(3))
        {
            case 0:
                int divisor = g.Pick([.. Divisors((int)lengths[axis])]);
                lengths[axis] /= divisor;
                lengths.Insert(axis, divisor);
                break;
            case 1 when axis > 0:
                lengths[axis - 1] *= lengths[axis];
                lengths.RemoveAt(axis);
                break;
            default:
                lengths.Insert(axis, 1);
                break;
        }

        if (g.Flip())
            lengths[g.Random.Next(lengths.Count)] = -1;
        if (g.Flip() && lengths[0] == shape[0])
            lengths[0] = 0;
        return [g.Node("Reshape", $"{x} {g.Integers([.. lengths])}")];
    }

    /// <summary>To [batch, -1] by arithmetic on the shape, as PyTorch exports a view.</summary>
    private static string[]? ReshapeByShape(RandomGraph g)
    {
        (string x, _) = g.Value()!.Value;
        string batch = g.Node("Gather", $"{g.Node("Shape", x)} {g.Integer(0)}", "axis=0");
        batch = g.Opset < 13 ? g.Node("Unsqueeze", batch, "axes=[0]") : g.Node("Unsqueeze", $"{batch} {g.Integers(0)}");
        return [g.Node("Reshape", $"{x} {g.Node("Concat", $"{batch} {g.Integers(-1)}", "axis=0")}")];
    }

    private static string[]? Flatten(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        return [g.Node("Flatten", x, g.Flip() ? "" : $"axis={g.Random.Next(shape.Rank + 1)}")];
    }

    private static string[]? Squeeze(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank > 1 && shape.Contains(1)) is not (string x, TensorShape shape))
            return null;
        int axis = g.Pick([.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == 1)]);
        if (g.Random.Next(4) == 0)
            return [g.Node("Squeeze", x)];
        return [g.Opset < 13 ? g.Node("Squeeze", x, $"axes=[{axis}]") : g.Node("Squeeze", $"{x} {g.Integers(axis - shape.Rank)}")];
    }

    private static string[]? Unsqueeze(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank < 5) is not (string x, TensorShape shape))
            return null;
        int axis = g.Random.Next(shape.Rank + 1);
        return [g.Opset < 13 ? g.Node("Unsqueeze", x, $"axes=[{axis}]") : g.Node("Unsqueeze", $"{x} {g.Integers(axis)}")];
    }

    private static string[]? Transpose(RandomGraph g)
    {
        (string x, TensorShape shape) = g.Value()!.Value;
        int[] order = [.. Enumerable.Range(0, shape.Rank).OrderBy(_ => g.Random.Next())];
        return [g.Node("Transpose", x, g.Random.Next(4) == 0 ? "" : $"perm={List(order)}")];
    }

    private static string[]? Expand(RandomGraph g)
    {
        if (g.Value(shape => shape.Rank < 5) is not (string x, TensorShape shape))
            return null;
        // Only constants can be stretched; the others get axes of length 1 in front.
        bool isConstant = g.Value(isConstant: true) is not null && g.Flip();
        if (isConstant)
            (x, shape) = g.Value(isConstant: true)!.Value;
        long[] wanted = [.. shape.Select(length => (long)(length == 1 && isConstant ? g.Random.Next(1, 4) : g.Flip() ? 1 : length))];
        return [g.Node("Expand", $"{x} {g.Integers(g.Flip() && wanted.Length < 5 ? [1, .. wanted] : wanted)}")];
    }

    private static string[]? FoldedUnary(RandomGraph g) => g.Value(isConstant: true) is (string x, _)
        ? [g.Pick("Neg", "Abs", "Sqrt", "Reciprocal") switch
        {
            "Sqrt" => g.Node("Sqrt", g.Node("Abs", x)),
            "Reciprocal" => g.Node("Reciprocal", g.Node("Add", $"{g.Node("Abs", x)} {g.Floats([], [1])}")),
            string name => g.Node(name, x),
        }]
        : null;

    private static string[]? FoldedPair(RandomGraph g)
    {
        if (g.Value(isConstant: true) is not (string x, TensorShape shape))
            return null;
        string y = g.Value(other => CanBroadcast(shape, other), isConstant: true)!.Value.Name;
        return g.Random.Next(4) switch
        {
            0 => [g.Node("Where", $"{g.Node("Less", $"{x} {y}")} {x} {y}")],
            1 => [g.Node("Where", $"{g.Node("Not", g.Node("Greater", $"{x} {y}"))} {x} {y}")],
            2 => [g.Node("Min", $"{x} {y} {x}")],
            _ => [g.Node("Max", $"{x} {y}")],
        };
    }

    private static string[]? FoldedOther(RandomGraph g)
    {
        switch (g.Random.Next(5))
        {
            case 0 when g.Value(isConstant: true) is (string x, TensorShape shape):
                return [g.Node("Tile", $"{x} {g.Integers([.. shape.Select(_ => (long)g.Random.Next(1, 3))])}")];
            case 1 when g.Value(isConstant: true) is (string x, TensorShape shape):
                string name = g.Pick("ReduceSum", "ReduceProd", "ReduceMin", "ReduceMax");
                bool isInput = g.Opset >= (name == "ReduceSum" ? 13 : 18);
                long[] axes = [.. Axes(g, shape.Rank).Select(axis => (long)axis)];
                string keep = $"keepdims={g.Random.Next(2)}";
                return [isInput ? g.Node(name, $"{x} {g.Integers(axes)}", keep) : g.Node(name, x, $"axes={List(axes)} {keep}")];
            case 2:
                string filled = g.Node("ConstantOfShape", g.Integers([.. g.Shape().Select(length => (long)length)]));
                if (g.Flip())
                    g.Model.With("value", new TensorProto { DataType = TensorProto.Types.DataType.Float, Dims = { 1 }, FloatData = { 0.75f } });
                return [filled];
            case 3 when g.Opset >= 11:
                return [g.Node("Range", $"{g.Floats([], [-1.5f])} {g.Floats([], [g.Random.Next(1, 4)])} {g.Floats([], [0.5f])}")];
            case 4:
                // The height or so of a value, as a number.
                (string of, TensorShape lengths) = g.Value()!.Value;
                string length = g.Node("Gather", $"{g.Node("Shape", of)} {g.Integer(g.Random.Next(lengths.Rank))}", "axis=0");
                return [g.Node("Div", $"{g.Node("Cast", length, "to=1")} {g.Floats([1], [8])}")];
            default:
                return null;
        }
    }

    /// <summary>Strides, and either amounts of padding or a rule for them.</summary>
    private static string Window(RandomGraph g, int axes, int[] kernel, bool canDilate)
    {
        string text = g.Flip() ? "" : $"strides={List(Numbers(g, axes, 1, 4))}";
        if (canDilate && g.Random.Next(3) == 0)
            return $"{text} dilations={List(Numbers(g, axes, 1, 3))} pads={List(Numbers(g, 2 * axes, 0, 3))}";
        return g.Random.Next(4) switch
        {
            0 => text,
            1 => $"{text} auto_pad={g.Pick("SAME_UPPER", "SAME_LOWER", "VALID")}",
            _ => $"{text} pads={List([.. kernel.Concat(kernel).Select(length => g.Random.Next(length))])}",
        };
    }

    /// <summary>
    /// Whether the last window of a pool whose output is rounded up would begin behind the input. It is left out here, as in PyTorch, and kept in ONNX
    /// Runtime, where nothing is in it.
    /// </summary>
    private static bool HasEmptyWindow(TensorShape input, int[] kernel, string attributes)
    {
        int[] strides = NumbersIn(attributes, "strides") ?? [.. kernel.Select(_ => 1)], pads = NumbersIn(attributes, "pads") ?? new int[2 * kernel.Length];
        for (int axis = 0; axis < kernel.Length; axis++)
        {
            int length = input[axis + 2], before = pads[axis], windows = (length + before + pads[axis + kernel.Length] - kernel[axis] + strides[axis] - 1) / strides[axis] + 1;
            if ((windows - 1) * strides[axis] >= length + before)
                return true;
        }

        return false;
    }

    /// <summary>The list of an attribute in a text of attributes.</summary>
    private static int[]? NumbersIn(string attributes, string name)
    {
        string? list = attributes.Split(' ').FirstOrDefault(attribute => attribute.StartsWith($"{name}=[", StringComparison.Ordinal));
        return list is null ? null : [.. list[(name.Length + 2)..^1].Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static bool CanBroadcast(TensorShape a, TensorShape b)
    {
        for (int i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
        {
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1)
                return false;
        }

        return true;
    }

    private static int Axis(RandomGraph g, int rank) => g.Random.Next(g.Opset < 11 ? 0 : -rank, rank);

    private static int[] Axes(RandomGraph g, int rank) =>
        [.. Enumerable.Range(0, rank).OrderBy(_ => g.Random.Next()).Take(g.Random.Next(1, rank + 1)).Order()];

    private static IEnumerable<int> Divisors(int number) => Enumerable.Range(1, number).Where(divisor => number % divisor == 0);

    private static int[] Numbers(RandomGraph g, int count, int least, int end) => [.. Enumerable.Range(0, count).Select(_ => g.Random.Next(least, end))];

    private static string List<T>(IEnumerable<T> numbers) => $"[{string.Join(',', numbers)}]";

    private static string Text(float value) => value.ToString("0.0###", CultureInfo.InvariantCulture);
}
