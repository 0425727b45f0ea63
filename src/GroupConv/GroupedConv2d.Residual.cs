using System.Numerics.Tensors;
using GroupConv.Planning;

namespace GroupConv;

public sealed partial class GroupedConv2d
{
    /// <summary>Runs the convolution and adds a residual (He et al., 2015) before the clamp, into a new tensor.</summary>
    /// <param name="input">[N, Cin, H, W], or its blocked form in the options' layout; strides are honoured, through a dense copy where the input is not dense.</param>
    /// <param name="residual">[N, Cout, OutHeight, OutWidth], added after the bias; likewise.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output.</param>
    /// <returns>[N, Cout, OutHeight, OutWidth].</returns>
    /// <exception cref="ArgumentException">A shape does not fit the layer.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public Tensor<float> Forward(
        Tensor<float> input, Tensor<float> residual, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(residual);
        Tensor<float> output = NewOutput(input);
        Forward(input.AsReadOnlyTensorSpan(), residual.AsReadOnlyTensorSpan(), output.AsTensorSpan(), maxThreads, cancellationToken);
        return output;
    }

    /// <summary>
    /// Runs the convolution and adds a residual (He et al., 2015) before the clamp, into memory of the caller's. The sum is made while the
    /// outputs are in registers.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], or its blocked form in the options' layout; strides are honoured, through a dense copy (which allocates) where the input is not dense.</param>
    /// <param name="residual">[N, Cout, OutHeight, OutWidth], added after the bias; likewise.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], apart from input and residual; likewise.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output, whose content is then unspecified.</param>
    /// <exception cref="ArgumentException">A shape does not fit the layer, or the output overlaps input or residual.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void Forward(
        in ReadOnlyTensorSpan<float> input, in ReadOnlyTensorSpan<float> residual, in TensorSpan<float> output, int maxThreads = 0,
        CancellationToken cancellationToken = default)
    {
        PreparedEntry entry = EntryFor(input);
        ThrowIfNotOutputShape(entry.Geometry, residual.Lengths, nameof(residual));
        ForwardChecked(entry, input, residual, output, maxThreads, cancellationToken);
    }

    /// <summary>
    /// Runs the convolution and adds a residual (He et al., 2015) before the clamp, on plain memory. The sum is made while the outputs are
    /// in registers.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], flat, in the options' input layout.</param>
    /// <param name="batch">N; 0 is an empty input.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="residual">[N, Cout, OutHeight, OutWidth], flat, in the output's layout, added after the bias.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], flat, in the options' output layout, apart from input and residual.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output, whose content is then unspecified.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or the output overlaps input or residual.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void Forward(
        ReadOnlySpan<float> input, int batch, int height, int width, ReadOnlySpan<float> residual, Span<float> output, int maxThreads = 0,
        CancellationToken cancellationToken = default)
    {
        PreparedEntry entry = _prepared.For(batch, height, width);
        ThrowIfNotOutputLength(entry.Geometry, residual.Length, nameof(residual));
        ForwardChecked(entry, input, residual, output, maxThreads, cancellationToken);
    }
}
