namespace GroupConv.Onnx.Importing;

/// <summary>
/// Bounds the memory and the time that computing constants takes. The bytes of every constant that an operator computes are counted once,
/// when they are made; operators whose work is more than their result count that as well, and so do weights each time that another layer uses them again. A model may spend
/// <see cref="OnnxImportOptions.MaxConstantBytes"/>, and <see cref="PerOwnByte"/> bytes for each byte of its own tensors.
/// </summary>
/// <param name="most">The option.</param>
internal sealed class ConstantBudget(long most)
{
    /// <summary>
    /// What may be spent for each byte of the model's own tensors. Weights that are standardized or turned while the model is read take
    /// a handful of operators of their size.
    /// </summary>
    public const int PerOwnByte = 16;

    private long _own;
    private long _spent;

    /// <summary>Counts a tensor of the model's own.</summary>
    public void AddOwn(long bytes) => _own += bytes;

    /// <summary>Counts what is computed.</summary>
    /// <exception cref="ArgumentException">It is more than is allowed.</exception>
    public void Spend(long bytes)
    {
        _spent += bytes;
        if (_spent - PerOwnByte * _own > most)
        {
            throw new ArgumentException(
                $"the constants that are computed while the model is read, and the weights that are used again, have more than {most + PerOwnByte * _own} bytes: "
                + $"{most} ({nameof(OnnxImportOptions)}.{nameof(OnnxImportOptions.MaxConstantBytes)}) and {PerOwnByte} for each byte of the model's own tensors");
        }
    }
}
