using GroupConv.Networks;

namespace GroupConv.Onnx.Operators;

/// <summary>A cut through a tensor along one axis, as Slice names it: so many elements from one on, with a step that may be negative.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Start">The first element.</param>
/// <param name="Step">To the next one.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Cut(int Axis, int Start, int Step, int Count)
{
    /// <summary>Whether it leaves the axis as it is.</summary>
    public bool IsWhole(TensorShape input) => Start == 0 && Count == input[Axis] && (Step == 1 || Count <= 1);
}
