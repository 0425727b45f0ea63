using System.Diagnostics.CodeAnalysis;

namespace GroupConv.Networks;

/// <summary>A layer that computes each element from one of each of two tensors, which are made to fit as in NumPy.</summary>
public abstract record Arithmetic : Layer
{
    private protected Arithmetic()
    {
    }

    /// <inheritdoc/>
    public sealed override int? InputCount => 2;

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs) => Broadcast.ShapeOf(inputs[0], inputs[1], this);
}

/// <summary>a + b: the residual connection (He et al., 2015). Behind a convolution it is added while the outputs are in registers.</summary>
public sealed record Add : Arithmetic;

/// <summary>a - b.</summary>
[SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "the name in PyTorch and ONNX; a keyword in Visual Basic only")]
public sealed record Sub : Arithmetic;

/// <summary>a * b: the gate of squeeze-and-excitation (Hu et al., 2017), among others.</summary>
public sealed record Mul : Arithmetic;

/// <summary>a / b.</summary>
public sealed record Div : Arithmetic;

/// <summary>A tensor that is there from the start: the parameter <c>value</c>.</summary>
/// <param name="Shape">Its shape.</param>
public sealed record Constant(TensorShape Shape) : Layer
{
    /// <inheritdoc/>
    public override int? InputCount => 0;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters => [new("value", Shape, IsTrainable: false)];

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs) => Shape;
}
