using System.Numerics.Tensors;

namespace GroupConv;

public sealed partial class GroupedConv2d
{
    /// <summary>Runs the convolution into a new tensor.</summary>
    /// <param name="input">[N, Cin, H, W], or its blocked form in the options' layout; strides are honoured, through a dense copy where the input is not dense.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output.</param>
    /// <returns>[N, Cout, OutHeight, OutWidth].</returns>
    /// <exception cref="ArgumentException">The shape does not fit the layer.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public Tensor<float> Forward(Tensor<float> input, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor<float> output = NewOutput(input);
        Forward(input.AsReadOnlyTensorSpan(), output.AsTensorSpan(), maxThreads, cancellationToken);
        return output;
    }

    /// <summary>
    /// Runs the convolution into memory of the caller's. A warm call allocates nothing: one with sizes among the 16 that the
    /// layer met last, and no more callers or threads than before.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], or its blocked form in the options' layout; strides are honoured, through a dense copy (which allocates) where the input is not dense.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], apart from the input; likewise.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output, whose content is then unspecified.</param>
    /// <exception cref="ArgumentException">A shape does not fit the layer, or input and output overlap.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void Forward(
        in ReadOnlyTensorSpan<float> input, in TensorSpan<float> output, int maxThreads = 0,
        CancellationToken cancellationToken = default) =>
        ForwardChecked(EntryFor(input), input, residual: default, output, maxThreads, cancellationToken);

    /// <summary>
    /// Runs the convolution on plain memory. A warm call allocates nothing: one with sizes among the 16 that the
    /// layer met last, and no more callers or threads than before.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], flat, in the options' input layout.</param>
    /// <param name="batch">N; 0 is an empty input.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], flat, in the options' output layout, apart from the input.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output, whose content is then unspecified.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or input and output overlap.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void Forward(
        ReadOnlySpan<float> input, int batch, int height, int width, Span<float> output, int maxThreads = 0,
        CancellationToken cancellationToken = default) =>
        ForwardChecked(_prepared.For(batch, height, width), input, residual: default, output, maxThreads, cancellationToken);
}
