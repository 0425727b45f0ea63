namespace GroupConv.Networks;

/// <summary>
/// A matrix product with learned weights and a bias along the last axis, [..., in] to [..., out]. Parameters are <c>weight</c> [out, in]
/// and <c>bias</c> [out].
/// </summary>
/// <param name="InFeatures">Length of the input's last axis.</param>
/// <param name="OutFeatures">Length of the output's last axis.</param>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Linear(int InFeatures, int OutFeatures, bool Bias = true) : Layer
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"{InFeatures} -> {OutFeatures}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters =>
        Bias ? [new("weight", [OutFeatures, InFeatures]), new("bias", [OutFeatures])] : [new("weight", [OutFeatures, InFeatures])];

    private protected override long MacsOf(IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        Sizes.Product($"{Kind}'s number of multiply-adds", output.Elements, InFeatures);

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        if (InFeatures <= 0 || OutFeatures <= 0)
            throw new ArgumentException($"{Kind} must have positive features, but got {InFeatures} -> {OutFeatures}");
        return input.Rank > 0 && input[^1] == InFeatures
            ? input.With(input.Rank - 1, OutFeatures)
            : throw new ArgumentException($"{Kind} takes [..., {InFeatures}], but got {input}");
    }
}
