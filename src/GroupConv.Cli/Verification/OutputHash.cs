namespace GroupConv.Cli.Verification;

/// <summary>
/// One number for all outputs of the reference (FNV-1a of Fowler, Noll and Vo, by 32 bits a step): a run compares kernels with the
/// reference of its own process, two runs with the same hash had the same reference, too.
/// </summary>
internal sealed class OutputHash
{
    private const ulong Prime = 0x100000001B3;

    /// <summary>The hash of what was added so far.</summary>
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(ReadOnlySpan<float> outputs)
    {
        ulong hash = Value;
        foreach (float output in outputs)
        {
            // Which NaN a NaN is differs between processors, and is not promised.
            int bits = BitConverter.SingleToInt32Bits(float.IsNaN(output) ? float.NaN : output);
            hash = unchecked((hash ^ (uint)bits) * Prime);
        }

        Value = hash;
    }
}
