namespace GroupConv.Networks.Compilation;

/// <summary>Where a tensor begins: in one of the buffers of a run, so many floats on.</summary>
/// <param name="Buffer">0 is the memory of the run, 1 that of constants; then come the caller's inputs, then the caller's outputs.</param>
/// <param name="Offset">In floats.</param>
internal readonly record struct Place(int Buffer, long Offset)
{
    public const int Activations = 0;
    public const int Constants = 1;
    public const int FirstInput = 2;

    /// <summary>The address in a run.</summary>
    public unsafe float* In(float** buffers) => buffers[Buffer] + Offset;
}
