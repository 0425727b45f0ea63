namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>One line of a listing.</summary>
/// <param name="Text">Mnemonic and operands as the JIT writes them.</param>
/// <param name="OnStack">Whether an operand lies on the stack.</param>
internal readonly record struct Instruction(string Text, bool OnStack)
{
    private string Mnemonic => Text.Split(' ')[0];

    public bool IsCall => Mnemonic == "call";

    public bool IsMultiplyAdd =>
        Mnemonic.StartsWith("vfmadd", StringComparison.Ordinal) || Mnemonic.StartsWith("vfnmadd", StringComparison.Ordinal);

    /// <summary>Whether memory is read, be it as an operand of arithmetic.</summary>
    public bool IsLoad => HasMemoryOperand && Mnemonic != "lea" && !IsStore;

    /// <summary>Whether the next instruction may be the one below.</summary>
    public bool FallsThrough => Mnemonic is not ("jmp" or "tail.jmp" or "ret" or "int3");

    /// <summary>The label that is jumped to; null for what is not a jump.</summary>
    public string? Target => Mnemonic[0] == 'j' ? Text.Split(' ')[^1] : null;

    // "vmovups ymmword ptr [rdi], ymm0": memory is what a move's first operand says. Comparisons have it there and read it.
    private bool IsStore =>
        Mnemonic.Contains("mov", StringComparison.Ordinal) && Text.Split(',')[0].Contains('[', StringComparison.Ordinal);

    private bool HasMemoryOperand => Text.Contains('[', StringComparison.Ordinal);
}
