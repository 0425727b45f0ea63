using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Matrix products. With a constant second factor they are linear layers, whose weight is its transpose.</summary>
internal static class MatrixOperators
{
    public static RuntimeValue MatMul(NodeContext node)
    {
        RuntimeValue a = node.Runtime(0);
        if (node.Value(1) is not ConstantTensor { Shape: [int rows, int columns] } || a.Shape.Rank == 0)
            return node.Emit(new MatMul(), [a, node.Runtime(1)]);
        return node.Emit(new Linear(rows, columns, Bias: false), [a], Transposed(node, node.Floats(1, "second factor"), rows, columns));
    }

    /// <summary>alpha * A * B + beta * C, where A and B may be transposed.</summary>
    public static RuntimeValue Gemm(NodeContext node)
    {
        float alpha = node.Attributes.Float("alpha", 1), beta = node.Attributes.Float("beta", 1);
        bool isTransposed = node.Attributes.Flag("transB");
        RuntimeValue a = node.Attributes.Flag("transA") ? node.EmitStep(new Permute([1, 0]), [node.Runtime(0)]) : node.Runtime(0);
        if (a.Shape.Rank != 2)
            throw node.Error($"its first factor {a.Shape} is no matrix");
        if (node.Value(1).Shape is not [int rows, int columns])
            throw node.Error($"its second factor {node.Value(1).Shape} is no matrix");
        if (node.Value(1) is not ConstantTensor)
            return Product(node, a, isTransposed, alpha, beta);

        (int inputs, int outputs) = isTransposed ? (columns, rows) : (rows, columns);
        ReadOnlyMemory<float> weight = node.Floats(1, "second factor");
        weight = Scaled(node, isTransposed ? weight : Transposed(node, weight, rows, columns), alpha);
        if (!node.Has(2))
            return node.Emit(new Linear(inputs, outputs, Bias: false), [a], weight);
        if (node.Value(2) is ConstantTensor constant && BiasOf(constant, outputs) is { } bias)
            return node.Emit(new Linear(inputs, outputs), [a], weight, Scaled(node, bias, beta));
        return Sum(node, node.EmitStep(new Linear(inputs, outputs, Bias: false), [a], weight), beta);
    }

    /// <summary>Two computed factors.</summary>
    private static RuntimeValue Product(NodeContext node, RuntimeValue a, bool isTransposed, float alpha, float beta)
    {
        if (alpha != 1)
            throw node.Error($"attribute 'alpha' is {alpha}, which is supported with a constant second factor only");
        RuntimeValue b = isTransposed ? node.EmitStep(new Permute([1, 0]), [node.Runtime(1)]) : node.Runtime(1);
        return node.Has(2) ? Sum(node, node.EmitStep(new MatMul(), [a, b]), beta) : node.Emit(new MatMul(), [a, b]);
    }

    private static RuntimeValue Sum(NodeContext node, RuntimeValue product, float beta)
    {
        if (beta != 1)
            throw node.Error($"attribute 'beta' is {beta}, which is supported with a bias for each column only");
        RuntimeValue sum = node.Emit(new Add(), [product, node.Runtime(2)]);
        return sum.Shape.Equals(product.Shape)
            ? sum
            : throw node.Error($"its third input {node.Value(2).Shape} does not fit the product {product.Shape}");
    }

    /// <summary>One number for each column; null where the rows differ.</summary>
    private static ReadOnlyMemory<float>? BiasOf(ConstantTensor constant, int columns)
    {
        ReadOnlyMemory<float> floats = constant.Floats;
        bool isRow = constant.Shape.Rank is 0 or 1 || (constant.Shape.Rank == 2 && constant.Shape[0] == 1);
        if (!isRow || (floats.Length != columns && floats.Length != 1))
            return null;
        return floats.Length == columns ? floats : Enumerable.Repeat(floats.Span[0], columns).ToArray();
    }

    private static ReadOnlyMemory<float> Scaled(NodeContext node, ReadOnlyMemory<float> values, float factor)
    {
        if (factor == 1)
            return values;
        node.Spend(sizeof(float) * (long)values.Length);
        return Array.ConvertAll(values.ToArray(), value => value * factor);
    }

    /// <summary>A matrix [rows, columns] as [columns, rows], square by square: whole columns would be as many cache misses.</summary>
    private static float[] Transposed(NodeContext node, ReadOnlyMemory<float> values, int rows, int columns)
    {
        const int Side = 32;
        node.Spend(sizeof(float) * (long)values.Length);
        ReadOnlySpan<float> source = values.Span;
        var target = new float[source.Length];
        for (int top = 0; top < rows; top += Side)
        {
            for (int left = 0; left < columns; left += Side)
            {
                for (int row = top; row < Math.Min(rows, top + Side); row++)
                {
                    for (int column = left; column < Math.Min(columns, left + Side); column++)
                        target[column * rows + row] = source[row * columns + column];
                }
            }
        }

        return target;
    }
}
