namespace GroupConv.Networks;

/// <summary>A layer that computes each element of its output from the same element of its input.</summary>
public abstract record Activation : Layer
{
    private protected Activation()
    {
    }

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs) => inputs[0];
}

/// <summary>max(x, 0); NaN stays NaN (Nair and Hinton, 2010).</summary>
public sealed record ReLU : Activation;

/// <summary>min(max(x, 0), 6) (Krizhevsky, 2010; MobileNet).</summary>
public sealed record ReLU6 : Activation;

/// <summary>x held between two limits; ONNX's <c>Clip</c>, PyTorch's <c>Hardtanh</c>.</summary>
/// <param name="Min">The lower limit, or negative infinity for none.</param>
/// <param name="Max">The upper limit, or infinity for none.</param>
public sealed record Clamp(float Min, float Max) : Activation
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"{Min}..{Max}");
}

/// <summary>x where it is positive, else slope * x (Maas et al., 2013).</summary>
/// <param name="Slope">Of the negative part.</param>
public sealed record LeakyReLU(float Slope = 0.01f) : Activation
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"slope {Slope}");
}

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : Activation;

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : Activation;

/// <summary>x * sigmoid(x), also called Swish (Elfwing et al., 2017; Ramachandran et al., 2017).</summary>
public sealed record SiLU : Activation;

/// <summary>min(max(slope * x + offset, 0), 1). The defaults are PyTorch's, 1/6 and 1/2; ONNX's slope is 0.2 where a model says nothing.</summary>
/// <param name="Slope">Of the straight part.</param>
/// <param name="Offset">The value at 0.</param>
public sealed record HardSigmoid(float Slope = 1f / 6f, float Offset = 0.5f) : Activation
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"{Slope} x + {Offset}");
}

/// <summary>x * min(max(x + 3, 0), 6) / 6 (Howard et al., 2019: MobileNetV3).</summary>
public sealed record HardSwish : Activation;

/// <summary>x where it is positive, else slope * x with a learned slope for each channel, or one for all (He et al., 2015).</summary>
/// <param name="Slopes">1, or as many as there are channels.</param>
public sealed record PReLU(int Slopes = 1) : Activation
{
    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters => [new("weight", [Slopes])];

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs) =>
        Slopes == 1 ? inputs[0] : Planes(inputs[0], channels: Slopes);
}

/// <summary>Does nothing at inference (Srivastava et al., 2014).</summary>
/// <param name="Probability">That an element is dropped in training.</param>
public sealed record Dropout(float Probability = 0.5f) : Activation
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"p {Probability}");
}

/// <summary>Does nothing.</summary>
public sealed record Identity : Activation;

/// <summary>exp(x) / sum of exp along one axis.</summary>
/// <param name="Axis">The axis; negative ones count from the last.</param>
public sealed record Softmax(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"axis {Axis}");

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        _ = Axes.Resolve(Axis, inputs[0], this);
        return inputs[0];
    }
}
