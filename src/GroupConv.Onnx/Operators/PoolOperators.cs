using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Pools and means.</summary>
internal static class PoolOperators
{
    public static RuntimeValue MaxPool(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        Window window = PoolWindow(node, input.Shape);
        // The order of the indices, which are a second output.
        node.Attributes.Ignore("storage_order");
        var layer = new MaxPool2d(window.Kernel)
        {
            Stride = window.Stride,
            Padding = PaddingOf(window, input.Shape),
            CeilMode = node.Attributes.Flag("ceil_mode"),
        };
        return node.Emit(layer, [input]);
    }

    public static RuntimeValue AveragePool(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        Window window = PoolWindow(node, input.Shape);
        var layer = new AvgPool2d(window.Kernel)
        {
            Stride = window.Stride,
            Padding = PaddingOf(window, input.Shape),
            CeilMode = node.Attributes.Flag("ceil_mode"),
            CountIncludePad = node.Attributes.Flag("count_include_pad"),
        };
        return node.Emit(layer, [input]);
    }

    public static RuntimeValue GlobalAveragePool(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        ThrowIfNotPlanes(node, input.Shape);
        return node.Emit(new AdaptiveAvgPool2d(1), [input]);
    }

    public static RuntimeValue GlobalMaxPool(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        ThrowIfNotPlanes(node, input.Shape);
        Size2d plane = input.Shape.Rank == 3 ? new(1, input.Shape[2]) : new(input.Shape[2], input.Shape[3]);
        return node.Emit(new MaxPool2d(plane), [input]);
    }

    public static RuntimeValue ReduceMean(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        bool keep = node.Attributes.Flag("keepdims", otherwise: true);
        bool isIdentity = node.Attributes.Flag("noop_with_empty_axes");
        long[] axes = node.IntegersOf("axes", 1) ?? [];
        if (axes.Length > 0)
            return node.Emit(new Mean(AxisRules.ResolveAll(axes, input.Shape.Rank), keep), [input]);
        return isIdentity ? input : node.Emit(new Mean([.. Enumerable.Range(0, input.Shape.Rank)], keep), [input]);
    }

    private static Window PoolWindow(NodeContext node, TensorShape input)
    {
        Window window = Window.Of(node, input);
        return window.Dilation == 1 ? window : throw node.Error($"attribute 'dilations' is {window.Dilation}: pools with gaps are not supported");
    }

    private static void ThrowIfNotPlanes(NodeContext node, TensorShape input)
    {
        if (input.Rank is not (3 or 4))
            throw node.Error($"its input is {input}: only [N, C, L] and [N, C, H, W] are supported, not 3-D");
    }

    /// <summary>The amounts of padding; the layer knows no other sort.</summary>
    private static Padding PaddingOf(Window window, TensorShape input)
    {
        if (window.AutoPad is not (AutoPad.SameUpper or AutoPad.SameLower))
            return window.Padding;
        (int left, int right) = Same(input[^1], window.Kernel.Width, window.Stride.Width, window.AutoPad);
        (int top, int bottom) = input.Rank == 3 ? (0, 0) : Same(input[2], window.Kernel.Height, window.Stride.Height, window.AutoPad);
        return new Padding(top, left, bottom, right);
    }

    /// <summary>So much that the output is input / stride, rounded up (ONNX operator MaxPool, <c>auto_pad</c>).</summary>
    private static (int Before, int After) Same(int length, int kernel, int stride, AutoPad autoPad)
    {
        long outputs = ((long)length + stride - 1) / stride;
        var total = (int)Math.Max((outputs - 1) * stride + kernel - length, 0); // less than the kernel
        return autoPad == AutoPad.SameUpper ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
    }
}
