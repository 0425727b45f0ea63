using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Operators of two tensors, element by element.</summary>
internal static class ArithmeticOperators
{
    public static RuntimeValue Add(NodeContext node) => node.Emit(new Add(), [node.Runtime(0), node.Runtime(1)]);

    public static RuntimeValue Sub(NodeContext node) => node.Emit(new Sub(), [node.Runtime(0), node.Runtime(1)]);

    public static RuntimeValue Div(NodeContext node) => node.Emit(new Div(), [node.Runtime(0), node.Runtime(1)]);

    public static RuntimeValue Mul(NodeContext node)
    {
        RuntimeValue a = node.Runtime(0), b = node.Runtime(1);
        if (Gated(a, b) is { } gated)
            return node.Emit(gated, [a]);
        return Gated(b, a) is { } turned ? node.Emit(turned, [b]) : node.Emit(new Mul(), [a, b]);
    }

    /// <summary>The activation that x times a sigmoid of x is; null where <paramref name="gate"/> is none of <paramref name="x"/>.</summary>
    private static Layer? Gated(RuntimeValue x, RuntimeValue gate)
    {
        // Exporters write a sixth as a float of more or fewer digits.
        const float Digits = 1e-6f;
        if (gate.Inputs is not [RuntimeValue source] || source != x)
            return null;
        return gate.Layer switch
        {
            Sigmoid => new SiLU(),
            HardSigmoid { Offset: 0.5f } hard when MathF.Abs(hard.Slope - 1f / 6f) < Digits => new HardSwish(),
            _ => null,
        };
    }
}
